"""Say yes to what no probe can see."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, state_option


@click.command(cls=Verb)
@click.argument("name", required=False)
@click.option("--by", metavar="WHO", help="who says so; default: you")
@click.option("--reason", metavar="TEXT", help="how it is known; status and report show it")
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), help="the plan, while its run is not begun")
@click.option("--list", "listing", is_flag=True, help="show what is asked, and what was said to it")
@state_option
def COMMAND(
    name: str | None, by: str | None, reason: str | None, plan_file: Path | None, listing: bool, state: Path
) -> Reply:
    """Acknowledge by name what no probe can see: a ticket, a review, an image in a registry.

    It is asked once for a run. With --plan it is kept until the run of that plan begins; during a run it goes straight into its journal.

    \b
    dcos-upgrade ack --list --plan plan.json
    dcos-upgrade ack upgrade-accepted --by "K. Lee" --reason "mail of 3 May" --plan plan.json
    """
    from dcos_upgrade.cli import people

    return (
        people.acknowledgements(plan_file, state) if listing else people.acknowledge(name, by, reason, plan_file, state)
    )
