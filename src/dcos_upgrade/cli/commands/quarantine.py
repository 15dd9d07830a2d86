"""Set an agent aside."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async, state_option


@click.command(cls=Verb)
@click.argument("node")
@click.option("--reason", required=True, help="why; the status and the report show it")
@click.option("--cluster", type=click.Path(path_type=Path), help="the cluster file, if it has moved since `run`")
@state_option
def COMMAND(node: str, reason: str, cluster: Path | None, state: Path) -> Reply:
    """Set an agent aside and go on without it. Works from any process; refused for a master, and while its job runs.

    The hop goes on; the next one begins when the node is readmitted, or left out by name (`skip`).
    """
    from dcos_upgrade.cli import saying

    return run_async(saying.quarantine(node, reason, cluster, state))
