"""What to do about a node whose step went wrong."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async, state_option


@click.command(cls=Verb)
@click.argument("node")
@click.option("--cluster", type=click.Path(path_type=Path), help="the cluster file; default: the one of the last run")
@click.option(
    "--from", "source", metavar="VERSION", help="the release that its step began at, where no run here says so"
)
@click.option("--to", "target", metavar="VERSION", help="the release that its step was to go to, likewise")
@state_option
def COMMAND(node: str, cluster: Path | None, source: str | None, target: str | None, state: Path) -> Reply:
    """Look at a node, name its state and print the one right recovery of it. Nothing is ever run.

    Called again after people did it, it says whether the run may go on with the node, and by which command. Exit code 0: it may;
    2: there is something to be done first; 8: unknown, the node does not answer or its state fits nothing known.

    \b
    dcos-upgrade recover a1
    """
    from dcos_upgrade.cli import mending

    return run_async(mending.recovery(node, cluster, state, (source, target)))
