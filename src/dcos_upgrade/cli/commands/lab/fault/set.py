"""Let something go wrong."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, state_option


@click.command(cls=Verb)
@click.argument("name")
@click.option("--node", metavar="ID", help="the node, for faults that need one")
@state_option
def COMMAND(name: str, node: str | None, state: Path) -> Reply:
    """Set a fault in the running lab."""
    from dcos_upgrade.cli import laboratory
    from dcos_upgrade.lab import control

    return laboratory.faults(control.fault_set(state, name, node), changed=True)
