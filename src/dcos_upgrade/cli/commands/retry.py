"""Start the vendor's script once more on a node whose step failed."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async, state_option


@click.command(cls=Verb)
@click.argument("node")
@click.option("--cluster", type=click.Path(path_type=Path), help="the cluster file, if it has moved since `run`")
@click.option("--only", metavar="SEL", help="begin these alone: a1,a2 or role=, stage=, rack= (, or; + both)")
@state_option
def COMMAND(node: str, cluster: Path | None, only: str | None, state: Path) -> Reply:
    """Retry a failed step and go on. Refused unless the node's old release is whole and no job lives on it."""
    from dcos_upgrade.cli import conducting

    return run_async(conducting.resume(cluster, state, None, retry=node, only=only))
