"""Take a node back out of quarantine."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async, state_option


@click.command(cls=Verb)
@click.argument("node")
@click.option("--reason", default="", help="what was mended; the report shows it")
@click.option("--cluster", type=click.Path(path_type=Path), help="the cluster file, if it has moved since `run`")
@state_option
def COMMAND(node: str, reason: str, cluster: Path | None, state: Path) -> Reply:
    """Take a mended node back. Refused unless it is whole, at the hop's new release or the old one, and no job runs on it.

    It is admitted, upgraded and proven like any other. Then: `resume`, or the process at work goes on with it.
    """
    from dcos_upgrade.cli import saying

    return run_async(saying.readmit(node, reason, cluster, state))
