"""End the lab."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, state_option


@click.command(cls=Verb)
@state_option
def COMMAND(state: Path) -> Reply:
    """End the lab and every process of it. Nothing to do is fine."""
    from dcos_upgrade.lab import control

    was = control.down(state)
    return Reply(keys={"was_running": was}, text="The lab is down." if was else "No lab was running here.")
