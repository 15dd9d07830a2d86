"""What differs between two snapshots."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb


@click.command(cls=Verb)
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option("--all", "whole", is_flag=True, help="list each expected difference too")
def COMMAND(before: Path, after: Path, whole: bool) -> Reply:
    """Compare two snapshots, each a directory that capture wrote, and judge each difference for the hop between them.

    The hop is read from the releases of the nodes. Exit code 0 when every difference is expected, 2 when one is not, 8 when nothing
    can be compared. What either side does not know is listed as unknown and never taken as equal.
    """
    from dcos_upgrade.cli.comparing_snapshots import compared

    return compared(before, after, whole=whole)
