"""What differs between two plans."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb


@click.command(cls=Verb)
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
def COMMAND(before: Path, after: Path) -> Reply:
    """Compare two plan files: route, hops, waves and who moved, pacing, approvals, facts relied on, catalog.

    Each difference is called safer, riskier or neutral where that is certain. Exit code 0 when the plans are the same, 2 when not.

    \b
    dcos-upgrade plan diff monday.json tuesday.json
    """
    from dcos_upgrade.cli import comparing

    return comparing.plans(before, after)
