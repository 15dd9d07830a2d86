"""Look at a cluster and keep what was seen."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async


@click.command(cls=Verb)
@click.option("--cluster", required=True, type=click.Path(path_type=Path), help="the cluster file")
@click.option("--out", type=click.Path(path_type=Path), help="the directory to write the snapshot to")
@click.option("--show-commands", is_flag=True, help="print every command and request; touch nothing")
def COMMAND(cluster: Path, out: Path | None, show_commands: bool) -> Reply:
    """Capture a cluster, read only. A host that does not answer is unknown, by name.

    \b
    dcos-upgrade capture --cluster cluster.yaml --show-commands
    dcos-upgrade capture --cluster cluster.yaml --out before
    """
    from dcos_upgrade.cli import capturing

    if show_commands:
        return capturing.shown(cluster)
    return run_async(capturing.captured(cluster, capturing.required(out)))
