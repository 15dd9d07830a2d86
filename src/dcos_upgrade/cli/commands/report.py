"""The whole of a run in one file."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, state_option


@click.command(cls=Verb)
@click.option("--out", type=click.Path(path_type=Path), help="the file to write; default: in the state directory")
@click.option("--format", "formats", type=click.Choice(["html", "md"]), multiple=True, help="default: by --out's name")
@state_option
def COMMAND(out: Path | None, formats: tuple[str, ...], state: Path) -> Reply:
    """Write the report of the newest run: one HTML file that stands alone, or Markdown."""
    from dcos_upgrade.cli import reporting

    return reporting.report(state, out, formats)
