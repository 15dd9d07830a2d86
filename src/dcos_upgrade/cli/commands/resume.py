"""Go on with the run of a state directory."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async, state_option
from dcos_upgrade.core.plan import StageName


@click.command(cls=Verb)
@click.option("--cluster", type=click.Path(path_type=Path), help="the cluster file, if it has moved since `run`")
@click.option("--until", type=click.Choice([str(each) for each in StageName]), help="stop when this stage is done")
@click.option("--only", metavar="SEL", help="begin these alone: a1,a2 or role=, stage=, rack= (, or; + both)")
@state_option
def COMMAND(cluster: Path | None, until: str | None, only: str | None, state: Path) -> Reply:
    """Go on after a pause, a halt, or the death of the tool. Looks at every node in doubt before anything else."""
    from dcos_upgrade.cli import conducting

    return run_async(conducting.resume(cluster, state, StageName(until) if until else None, only=only))
