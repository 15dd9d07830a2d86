"""Evidence of one node for people."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async, state_option


@click.command(cls=Verb)
@click.argument("node")
@click.option(
    "--out", type=click.Path(path_type=Path), help="a .tar.zst or a directory; default: in the state directory"
)
@click.option("--cluster", type=click.Path(path_type=Path), help="the cluster file; default: the one of the last run")
@click.option("--show-commands", is_flag=True, help="print every command and request; touch nothing")
@state_option
def COMMAND(node: str, out: Path | None, cluster: Path | None, show_commands: bool, state: Path) -> Reply:
    """Put together, read only, what a failed node, its masters and the journal say of it: redacted, bounded, with digests.

    A node that does not answer has a bundle as well: it says what is unknown (exit code 8).

    \b
    dcos-upgrade bundle a1 --out a1.tar.zst
    """
    from dcos_upgrade.cli import bundling

    if show_commands:
        return bundling.shown(node, cluster, state)
    return run_async(bundling.bundled(node, out, cluster, state))
