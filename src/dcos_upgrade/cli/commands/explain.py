"""What a name means."""

from __future__ import annotations

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb


@click.command(cls=Verb)
@click.argument("name")
def COMMAND(name: str) -> Reply:
    """Say what a release, rule, check, gate or probe is, and where it comes from.

    \b
    dcos-upgrade explain 1.10.7
    dcos-upgrade explain replog-recovered
    """
    from dcos_upgrade.cli import explaining

    return explaining.explained(name)
