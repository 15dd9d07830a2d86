"""Which faults there are."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, state_option


@click.command(cls=Verb)
@state_option
def COMMAND(state: Path) -> Reply:
    """List the faults that are set, and all that can be."""
    from dcos_upgrade.cli import laboratory
    from dcos_upgrade.lab import control

    return laboratory.faults(control.fault_list(state))
