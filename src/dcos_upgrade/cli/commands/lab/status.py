"""Where the lab's nodes are."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, state_option


@click.command(cls=Verb)
@state_option
def COMMAND(state: Path) -> Reply:
    """Show the nodes, how ssh and curl reach them, and the cluster file."""
    from dcos_upgrade.cli import laboratory

    return laboratory.status(state)
