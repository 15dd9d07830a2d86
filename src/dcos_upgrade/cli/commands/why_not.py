"""Why a release cannot be reached, and what to change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb
from dcos_upgrade.core.plan import RoutePolicy


@click.command(cls=Verb)
@click.argument("version")
@click.option("--from", "source", metavar="VERSION", help="the release to start from (without a snapshot)")
@click.option("--snapshot", type=click.Path(path_type=Path), help="a captured cluster to start from")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="the day of the plan, YYYY-MM-DD; default: today")
@click.option(
    "--policy", type=click.Choice([str(each) for each in RoutePolicy]), help="which era's rules; default: by the day"
)
def COMMAND(version: str, source: str | None, snapshot: Path | None, day: datetime | None, policy: str | None) -> Reply:
    """Say why VERSION cannot be reached: the fewest things to change, each with a command that verifies it.

    Exit code 0 when nothing stands in the way, 3 when something does, 8 when it is not known.

    \b
    dcos-upgrade why-not 1.11.3 --from 1.10.7
    dcos-upgrade why-not 1.11.3 --snapshot before --on 2018-07-10
    """
    from dcos_upgrade.cli import wanting

    on = (day or datetime.now(UTC)).date()
    chosen = RoutePolicy(policy) if policy else None
    if snapshot is None:
        return wanting.offline(version, source, on, chosen)
    return wanting.for_cluster(version, source, snapshot, on, chosen)
