"""Every framework under its id, and connected if it was. A framework under another id has lost its tasks."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_fact
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import mesos_state
from dcos_upgrade.probes.mesos_state import MesosState

ID, CONNECTED = "framework id", "connected"


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_fact(side.fact(mesos_state.PROBE, CLUSTER), CLUSTER, _values)


def _values(seen: MesosState) -> Iterator[tuple[str, str, str]]:
    for framework in seen.frameworks:
        name = framework.name or framework.id
        yield name, ID, framework.id
        if framework.subscribed:
            yield name, CONNECTED, framework.id


def judge(met: Meeting, between: Between) -> Judged | None:
    before, now = _ids(met.before), _ids(met.after)
    gone = before - now
    if met.what == CONNECTED:
        return _of_connection(gone & between.frameworks, bool(now - before))
    if gone:
        return unexpected(f"{', '.join(sorted(gone))} is gone")
    return expected("it has registered since")


def _of_connection(away: frozenset[str], more: bool) -> Judged | None:
    """Of those that are still registered; one that is gone is told by its id."""
    if away:
        return unexpected(f"{', '.join(sorted(away))} is not connected any more")
    return expected("it has connected since") if more else None


def _ids(value: str | None) -> frozenset[str]:
    return frozenset(value.split(", ")) if value else frozenset()


DRIFT_KIND = DriftKind(
    id="framework",
    title="Frameworks by id, and whether each is connected",
    source="workbook, 'Gathering Data'; Mesos /state, 1.2 to 1.11",
    expects="one that has registered or connected since",
    probes=(mesos_state.PROBE.id,),
    lines=lines,
    judge=judge,
)
