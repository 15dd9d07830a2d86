"""Where the run is."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, state_option


@click.command(cls=Verb)
@click.option("-w", "--watch", is_flag=True, help="stay, and show each change until the run stops")
@click.option("--at", "moment", metavar="TIME", help="as it was then: RFC 3339, such as 2018-07-10T14:05:00Z")
@state_option
def COMMAND(watch: bool, moment: str | None, state: Path) -> Reply:
    """Say where the run is: from its journal alone, so it works from any process at any time."""
    from dcos_upgrade.cli import watching

    return watching.watched(state) if watch else watching.once(state, at=watching.time_of(moment))
