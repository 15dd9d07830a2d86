"""Stop a run after the step that is under way."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, state_option


@click.command(cls=Verb)
@click.option("--reason", required=True, help="why; everybody who asks for the status reads it")
@state_option
def COMMAND(reason: str, state: Path) -> Reply:
    """Pause the run. Works from any process; steps under way end, no further node is touched."""
    from dcos_upgrade.cli import conducting

    return conducting.pause(reason, state)
