"""One release."""

from __future__ import annotations

import sys

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, release_of


@click.command(cls=Verb)
@click.argument("version")
def COMMAND(version: str) -> Reply:
    """Show one release: day, editions, components, sources, and what the workbook prints of it."""
    from dcos_upgrade import catalog
    from dcos_upgrade.cli.terminal import terminal_of
    from dcos_upgrade.planning.expected import corrections_of, expected
    from dcos_upgrade.render.console.catalog import release_keys, release_text
    from dcos_upgrade.render.console.foundation import expected_text
    from dcos_upgrade.render.keys.foundation import correction_keys, expected_keys

    wanted, terminal = release_of(version, "VERSION"), terminal_of(sys.stdout)
    found = catalog.release(wanted)
    brought, corrections = expected(catalog.own(), wanted), corrections_of(catalog.own(), wanted)
    told = expected_text(str(wanted), brought, corrections, terminal)
    return Reply(
        keys={
            **release_keys(found),
            "expected": expected_keys(brought),
            "corrections": correction_keys(corrections),
        },
        text=f"{release_text(found, terminal)}\n{told}",
    )
