"""Whether the nodes let us in."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async, state_option


@click.command(cls=Verb)
@click.argument("nodes", metavar="[NODE]...", nargs=-1)
@click.option("--cluster", type=click.Path(path_type=Path), required=True, help="the cluster file")
@state_option
def COMMAND(nodes: tuple[str, ...], cluster: Path, state: Path) -> Reply:
    """Log in to every node (or to those named), become root, and leave: nothing is changed.

    Each node that does not let us in comes with the reason and what mends it. Exit code 0: all did; 3: a person has to change
    something (a key, a host key, a sudo rule); 8: one does not answer.

    \b
    dcos-upgrade reach --cluster cluster.yaml
    """
    from dcos_upgrade.cli import reaching

    return run_async(reaching.reached(cluster, nodes, state))
