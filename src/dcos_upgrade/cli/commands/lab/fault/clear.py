"""Mend what was made to go wrong."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, state_option


@click.command(cls=Verb)
@click.argument("name", required=False)
@click.option("--node", metavar="ID", help="only on this node")
@state_option
def COMMAND(name: str | None, node: str | None, state: Path) -> Reply:
    """Clear one fault, or all of them."""
    from dcos_upgrade.cli import laboratory
    from dcos_upgrade.lab import control

    return laboratory.faults(control.fault_clear(state, name, node), changed=True)
