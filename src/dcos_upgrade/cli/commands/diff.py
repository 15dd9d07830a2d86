"""What differs between two snapshots."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb
from dcos_upgrade.core.error import ExitCode


@click.command(cls=Verb)
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
def COMMAND(before: Path, after: Path) -> Reply:
    """Compare two snapshots; the newest release in AFTER is where every node is expected to be."""
    from dcos_upgrade import probes
    from dcos_upgrade.adapters.snapshot_directory import read_snapshot
    from dcos_upgrade.cli.validating import newest
    from dcos_upgrade.drift import compare
    from dcos_upgrade.render.keys.snapshot import difference_keys

    old, new = (read_snapshot(path, probes.discover()).snapshot for path in (before, after))
    keys = difference_keys(compare(old, new, target=newest(new), mesos=None))
    lines = [f"{each['verdict']:<11} {each['what']} {each['subject']}: {each['why']}" for each in keys]
    code = ExitCode.FINDINGS if keys else ExitCode.DONE
    return Reply(keys={"differences": keys}, text="\n".join(lines) or "Nothing differs.", code=code)
