"""What a name means."""

from __future__ import annotations

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb


@click.command(cls=Verb)
@click.argument("name", nargs=-1)
def COMMAND(name: tuple[str, ...]) -> Reply:
    """Say what a name means, and where it comes from: a release, rule, risk, check, gate, probe, door, fault, exit code, word …

    Without a NAME: which kinds there are, and how many of each. KIND:NAME where several have it.

    \b
    dcos-upgrade explain 1.10.7
    dcos-upgrade explain replog-recovered
    dcos-upgrade explain failure budget
    dcos-upgrade explain exit 3
    """
    from dcos_upgrade.cli import explaining

    return explaining.explained(" ".join(name)) if name else explaining.counted()
