"""Say yes to a point of the plan."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, state_option


@click.command(cls=Verb)
@click.argument("point")
@click.option("--plan", "digest", metavar="DIGEST", required=True, help="the plan's digest, 8 digits of it at least")
@click.option("--hop", type=int, help="the hop, from 1; default: the open one")
@click.option("--reason", required=True, help="why; the report shows it")
@state_option
def COMMAND(point: str, digest: str, hop: int | None, reason: str, state: Path) -> Reply:
    """Approve a point at which the run waits for a person, or will. It holds for the plan with this digest alone.

    `status` names the points that are ahead, `runbook` shows where they stand. Then: `resume`.

    \b
    dcos-upgrade approve before-private-agents --plan 3f2a9c01 --reason "change 4711"
    """
    from dcos_upgrade.cli import saying

    return saying.approve(point, digest, hop, reason, state)
