"""What a snapshot holds."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb


@click.command(cls=Verb)
@click.argument("directory", type=click.Path(path_type=Path))
def COMMAND(directory: Path) -> Reply:
    """Show a snapshot's counts, its facts, and what is unknown by name."""
    from dcos_upgrade import probes
    from dcos_upgrade.adapters.snapshot_directory import read_snapshot
    from dcos_upgrade.cli.terminal import terminal_of
    from dcos_upgrade.render.console.snapshot import snapshot_counts, snapshot_text
    from dcos_upgrade.render.keys.snapshot import fact_keys, unknown_keys

    found = read_snapshot(directory, probes.known()).snapshot
    keys = {"snapshot": snapshot_counts(found), "facts": fact_keys(found), "unknown": unknown_keys(found)}
    return Reply(keys=keys, text=snapshot_text(found, terminal_of(sys.stdout)))
