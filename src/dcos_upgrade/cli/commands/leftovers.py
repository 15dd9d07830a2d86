"""What this tool has left on a cluster."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async, state_option


@click.command(cls=Verb)
@click.option("--cluster", type=click.Path(path_type=Path), help="the cluster file; default: the one of the last run")
@state_option
def COMMAND(cluster: Path | None, state: Path) -> Reply:
    """Audit a cluster for what runs have laid down there, read only: expected, left over, or not known whose.

    Each thing comes with the one command that removes or explains it. Exit code 0: only what is expected; 2: more than that;
    8: something could not be looked at.

    \b
    dcos-upgrade leftovers --cluster cluster.yaml
    """
    from dcos_upgrade.cli import tidying

    return run_async(tidying.leftovers(cluster, state))
