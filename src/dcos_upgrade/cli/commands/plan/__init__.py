"""Which way, and why not another; with a snapshot, the whole run as a plan file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb
from dcos_upgrade.core.plan import RoutePolicy


@click.command(cls=Verb)
@click.option("--from", "source", metavar="VERSION", help="the release to start from (without a snapshot)")
@click.option("--to", "target", metavar="VERSION", required=True, help="the release to arrive at")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="the day of the plan, YYYY-MM-DD; default: today")
@click.option(
    "--policy", type=click.Choice([str(each) for each in RoutePolicy]), help="which era's rules; default: by the day"
)
@click.option(
    "--explain",
    is_flag=True,
    help="show every source, shorter routes and why not, doors that close on the way, and the other way",
)
@click.option("--snapshot", type=click.Path(path_type=Path), help="a captured cluster to plan for")
@click.option("--out", type=click.Path(path_type=Path), help="where to write the plan")
@click.option("--policy-file", type=click.Path(path_type=Path), help="pacing keys that differ from the cluster file's")
@click.option("--config", type=click.Path(path_type=Path), help="config.yaml of the next generation, to compare")
@click.option("--ip-detect", type=click.Path(path_type=Path), help="its ip-detect script, to compare")
def COMMAND(
    source: str | None,
    target: str,
    day: datetime | None,
    policy: str | None,
    explain: bool,
    snapshot: Path | None,
    out: Path | None,
    policy_file: Path | None,
    config: Path | None,
    ip_detect: Path | None,
) -> Reply:
    """Plan a route, offline or for a captured cluster. Nothing is touched.

    \b
    dcos-upgrade plan --from 1.9.4 --to 1.11.3 --on 2018-07-10
    dcos-upgrade plan --snapshot before --to 1.11.3 --out plan.json
    dcos-upgrade plan --snapshot before --to 1.11.3 --config genconf/config.yaml --out plan.json
    """
    from dcos_upgrade.cli import planning

    on = (day or datetime.now(UTC)).date()
    chosen = RoutePolicy(policy) if policy else None
    if snapshot is None:
        if config or ip_detect:
            raise planning.of_a_cluster("--config and --ip-detect")
        return planning.offline(source, target, on, chosen, explain=explain, out=out, policy_file=policy_file)
    return planning.for_cluster(
        snapshot,
        source,
        target,
        on,
        chosen,
        explain=explain,
        out=out,
        policy_file=policy_file,
        config=config,
        ip_detect=ip_detect,
    )
