"""A whole upgrade of an emulated cluster, before your eyes."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async


@click.command(cls=Verb)
@click.option("--state", type=click.Path(path_type=Path), help="where to keep everything; default: a new directory")
@click.option("--keep", is_flag=True, help="leave the lab running at the end")
@click.option("--time-factor", type=float, default=0.02, show_default=True, help="of the lab: 1 is real time")
def COMMAND(state: Path | None, keep: bool, time_factor: float) -> Reply:
    """Upgrade an emulated cluster from 1.9.4 to 1.11.3, prove it and report it. Touches nothing but this machine."""
    from dcos_upgrade.cli import demonstrating

    return run_async(demonstrating.demo(state, keep=keep, time_factor=time_factor))
