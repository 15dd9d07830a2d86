"""What a plan will do, as a document to sign."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, state_option


@click.command(cls=Verb)
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="the file to write; default: beside the plan")
@click.option("--format", "formats", type=click.Choice(["html", "md"]), multiple=True, help="default: by --out's name")
@click.option("--cluster", type=click.Path(path_type=Path), help="the cluster file: this site's users, ports and URLs")
@state_option
def COMMAND(plan: Path, out: Path | None, formats: tuple[str, ...], cluster: Path | None, state: Path) -> Reply:
    """Write every command and request of a plan, in order, for the people who must sign it. Nothing is touched.

    --state tells where words of `accept` are kept: the risks that people took stand in it, too.

    \b
    dcos-upgrade runbook plan.json --cluster cluster.yaml --out runbook.html
    """
    from dcos_upgrade.cli import signing

    return signing.runbook(plan, out, formats, cluster, state)
