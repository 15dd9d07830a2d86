"""Compare a cluster with its baseline."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async, state_option


@click.command(cls=Verb)
@click.option("--baseline", required=True, type=click.Path(path_type=Path), help="the snapshot from before the run")
@click.option("--cluster", type=click.Path(path_type=Path), help="the cluster file: it is captured now")
@click.option("--snapshot", type=click.Path(path_type=Path), help="a snapshot from after the run")
@click.option("--to", "target", metavar="VERSION", help="where every node should be; default: the newest one seen")
@state_option
def COMMAND(baseline: Path, cluster: Path | None, snapshot: Path | None, target: str | None, state: Path) -> Reply:
    """Prove that nothing was lost: versions, agents, frameworks, apps, instances, task ids.

    \b
    dcos-upgrade validate --baseline before --cluster cluster.yaml
    """
    from dcos_upgrade.cli import validating

    return run_async(validating.validated(baseline, cluster, snapshot, target, state))
