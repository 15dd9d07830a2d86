"""The workbook's worksheets, filled from a snapshot."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb


@click.command(cls=Verb)
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="the directory to write, whole or not at all"
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(["html", "md", "csv", "xlsx", "json"]),
    multiple=True,
    help="one or more of them; default: all",
)
@click.option(
    "--plan", "--target", "plan", type=click.Path(path_type=Path), help="a plan of this cluster, for what it leads to"
)
@click.option(
    "--racks", type=click.Path(path_type=Path), help="the site's own racks: YAML, rack: [nodes] or node: rack"
)
@click.option(
    "--support-case",
    "cases",
    multiple=True,
    metavar="ID[: TITLE]",
    help="an open support case; “none” if there is none",
)
@click.option(
    "--support-cases", "cases_file", type=click.Path(path_type=Path), help="a YAML list of id, title, state and note"
)
def COMMAND(
    directory: Path,
    out: Path,
    formats: tuple[str, ...],
    plan: Path | None,
    racks: Path | None,
    cases: tuple[str, ...],
    cases_file: Path | None,
) -> Reply:
    """Fill the workbook's worksheets from a snapshot, and draw the cluster. Nothing is asked of the cluster.

    What the snapshot does not know is said to be unknown, with the reason.

    \b
    dcos-upgrade worksheets before --out worksheets
    dcos-upgrade worksheets before --plan plan.json --racks racks.yaml --support-case "12345: masters slow" --out worksheets
    """
    from dcos_upgrade.cli import filling

    return filling.worksheets(directory, out, formats, plan=plan, racks=racks, cases=cases, cases_file=cases_file)
