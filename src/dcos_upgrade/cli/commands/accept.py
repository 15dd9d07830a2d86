"""Take a grave risk by name."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, state_option


@click.command(cls=Verb)
@click.argument("name", required=False)
@click.option("--reason", metavar="TEXT", help="why it is taken; status and report show it")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="the last day on which it is taken (UTC); at most 90 days ahead"
)
@click.option("--hop", default="all", show_default=True, help="a hop's number, FROM-TO, or all on which the risk bears")
@click.option("--by", metavar="WHO", help="who takes it; default: you")
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), help="the plan, while its run is not begun")
@click.option("--list", "listing", is_flag=True, help="show what was taken, and what stands")
@state_option
def COMMAND(
    name: str | None,
    reason: str | None,
    until: datetime | None,
    hop: str,
    by: str | None,
    plan_file: Path | None,
    listing: bool,
    state: Path,
) -> Reply:
    """Take a risk of the catalog by name, so that a run begins its hop although the risk stands.

    A run begins no hop on which a grave risk stands that nobody has taken. Some risks cannot be taken. With --plan the word is
    kept until the run of that plan begins; during a run it goes straight into its journal.

    \b
    dcos-upgrade accept app-ids-that-become-invalid --reason "gone in May" --until 2026-12-01 --plan plan.json
    dcos-upgrade accept --list
    """
    from dcos_upgrade.cli import people

    if listing:
        return people.acceptances(plan_file, state)
    day: date | None = None if until is None else until.date()
    return people.accept(name, by, reason, day, hop, plan_file, state)
