"""Leave an agent out of the run for good."""

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
    """Leave an agent out of the run for good. It has to be out of the cluster: stop its agent before the run goes on.

    No word of this run takes it back. A run that ends without a node has exit code 2.
    """
    from dcos_upgrade.cli import saying

    return run_async(saying.skip(node, reason, cluster, state))
