"""The constraints of each app. Marathon has dropped some in an upgrade, with a line in its log and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, Value, of_apps
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import marathon_apps, service_marathons
from dcos_upgrade.probes.marathon_apps import App


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_apps(side, between, _values)


def _values(app: App) -> Iterator[Value]:
    for field, operator, *value in sorted(app.rules()):
        yield f"constraint {field} {operator}", " ".join(value) or "there"


def judge(met: Meeting, between: Between) -> Judged | None:
    if not between.has_app(met.subject):
        return None
    if met.before is None:
        return expected("it was added since")
    if met.after is None:
        return unexpected("the constraint is gone")
    return unexpected("the constraint has changed")


DRIFT_KIND = DriftKind(
    id="constraint",
    title="Constraints of each app",
    source="workbook, 'Things to Fix Before an Upgrade' (vanished constraints); Marathon /v2/apps, 1.4 to 1.11",
    expects="one that was added",
    probes=(marathon_apps.PROBE.id, service_marathons.PROBE.id),
    lines=lines,
    judge=judge,
)
