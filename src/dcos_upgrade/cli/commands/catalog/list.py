"""Every release."""

from __future__ import annotations

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb


@click.command(cls=Verb)
def COMMAND() -> Reply:
    """List every release with its day, its components, and whether it was withdrawn."""
    from dcos_upgrade import catalog
    from dcos_upgrade.render.console.catalog import release_keys, releases_text

    known = catalog.releases()
    return Reply(keys={"releases": [release_keys(each) for each in known]}, text=releases_text(known))
