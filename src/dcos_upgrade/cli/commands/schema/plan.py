"""The shape of a plan file."""

from __future__ import annotations

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb


@click.command(cls=Verb)
def COMMAND() -> Reply:
    """Print the JSON Schema of a plan file."""
    from dcos_upgrade.cli import schemas

    return schemas.plan()
