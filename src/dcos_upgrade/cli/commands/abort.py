"""Give a run up, in a lawful state."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async, state_option


@click.command(cls=Verb)
@click.option("--reason", required=True, help="why; the report shows it")
@click.option("--cluster", type=click.Path(path_type=Path), help="the cluster file, if it has moved since `run`")
@state_option
def COMMAND(reason: str, cluster: Path | None, state: Path) -> Reply:
    """Give the run up: steps under way end, nothing more is started, the cluster is released.

    There is no way back in DC/OS: nodes stay where they are. The next plan begins there.
    """
    from dcos_upgrade.cli import conducting

    return run_async(conducting.abort(reason, cluster, state))
