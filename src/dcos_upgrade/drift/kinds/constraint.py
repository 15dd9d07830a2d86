"""The constraints of each app. Marathon has dropped some in an upgrade, with a line in its log and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_fact
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import marathon_apps, service_marathons
from dcos_upgrade.probes.marathon_apps import MarathonApps


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    for of, seen in between.marathons(side):
        yield from of_fact(seen, f"apps{of}", lambda apps, of=of: _values(apps, of))  # type: ignore[misc]


def _values(apps: MarathonApps, of: str) -> Iterator[tuple[str, str, str]]:
    for app in apps.apps:
        for field, operator, *value in sorted(app.rules()):
            yield f"{app.id}{of}", f"constraint {field} {operator}", " ".join(value) or "there"


def judge(met: Meeting, between: Between) -> Judged | None:
    if any(met.subject not in side for side in between.apps):
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
