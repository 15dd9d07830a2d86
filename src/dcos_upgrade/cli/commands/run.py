"""Carry out a plan."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async, state_option
from dcos_upgrade.core.plan import StageName


@click.command(cls=Verb)
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--cluster", required=True, type=click.Path(path_type=Path), help="the cluster file")
@click.option("--confirm", metavar="NAME", help="the cluster's name; asked for at a terminal when it is not given")
@click.option("--until", type=click.Choice([str(each) for each in StageName]), help="stop when this stage is done")
@click.option("--only", metavar="SEL", help="begin these alone: a1,a2 or role=, stage=, rack= (, or; + both)")
@state_option
def COMMAND(plan: Path, cluster: Path, confirm: str | None, until: str | None, only: str | None, state: Path) -> Reply:
    """Run a plan: masters, then agents, each step proven before the next.

    It can be killed at any time; `resume` goes on. `pause` stops it after the step that is under way.

    \b
    dcos-upgrade run plan.json --cluster cluster.yaml --confirm NAME
    """
    from dcos_upgrade.cli import conducting

    planned = conducting.plan_file(plan)
    conducting.confirmed(confirm, planned, cluster)
    return run_async(conducting.run(planned, cluster, state, StageName(until) if until else None, only=only))
