"""One release."""

from __future__ import annotations

import sys

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, release_of


@click.command(cls=Verb)
@click.argument("version")
def COMMAND(version: str) -> Reply:
    """Show one release: day, editions, components, sources."""
    from dcos_upgrade import catalog
    from dcos_upgrade.cli.terminal import terminal_of
    from dcos_upgrade.render.console.catalog import release_keys, release_text

    found = catalog.release(release_of(version, "VERSION"))
    return Reply(keys=release_keys(found), text=release_text(found, terminal_of(sys.stdout)))
