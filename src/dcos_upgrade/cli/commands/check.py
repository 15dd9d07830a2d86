"""Ask the checks about a cluster or a snapshot."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async, state_option


@click.command(cls=Verb)
@click.option("--list", "listing", is_flag=True, help="only list the checks")
@click.option("--cluster", type=click.Path(path_type=Path), help="the cluster file: it is captured now")
@click.option("--snapshot", type=click.Path(path_type=Path), help="a captured cluster")
@click.option("--stage", type=click.Choice(["pre", "during", "post"]), default="pre", show_default=True)
@click.option("--only", metavar="ID,...", default="", help="only these checks")
@click.option("--plan", type=click.Path(path_type=Path), help="a plan file: its first hop's target is asked for")
@state_option
def COMMAND(
    listing: bool, cluster: Path | None, snapshot: Path | None, stage: str, only: str, plan: Path | None, state: Path
) -> Reply:
    """Judge a cluster, read only: pass, fail or unknown for each subject of the inventory.

    \b
    dcos-upgrade check --snapshot before
    dcos-upgrade check --list
    """
    from dcos_upgrade.cli import checking

    names = tuple(name.strip() for name in only.split(",") if name.strip())
    if listing:
        return checking.listed()
    return run_async(checking.checked(cluster, snapshot, stage, names, plan, state))
