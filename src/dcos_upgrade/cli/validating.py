"""What ``validate`` does."""

from __future__ import annotations

import sys
from pathlib import Path

from dcos_upgrade import probes, wiring
from dcos_upgrade.adapters.snapshot_directory import read_snapshot
from dcos_upgrade.cli.capturing import one_of
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.cli.verb import release_of
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.probes import dcos_version
from dcos_upgrade.render.console.drift import drift_text
from dcos_upgrade.render.keys.snapshot import drift_keys
from dcos_upgrade.usecases.validate import exit_code, validate


async def validated(
    baseline: Path, cluster: Path | None, snapshot: Path | None, target: str | None, state: Path
) -> Reply:
    """Exactly one of ``cluster`` (captured now) and ``snapshot``."""
    wanted = release_of(target, "--to") if target else None
    before = read_snapshot(baseline, probes.discover()).snapshot
    after = await one_of(cluster, snapshot, state, verb="validate")
    goal = wanted or newest(after)
    drift = validate(before, after, target=goal, mesos=wiring.mesos_of(str(goal)))
    return Reply(
        keys={"target": str(goal), **drift_keys(drift)},
        text=drift_text(drift, terminal_of(sys.stdout)),
        code=exit_code(drift),
    )


def newest(snapshot: Snapshot) -> Version:
    """The newest release on any node: whoever is behind it has been left behind. Raises Unreadable when none is known."""
    values = (snapshot.fact(dcos_version.PROBE, node.id).value for node in snapshot.inventory.nodes)
    found = [value.version for value in values if value is not None]
    try:
        return max(Version.parse(text) for text in found)
    except ValueError as error:
        raise Unreadable("no node says which release it has", evidence=str(error)) from error
