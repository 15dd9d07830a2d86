"""The roles of each app: where it may run, and in whose name. Marathon 1.9 says the role of every app."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_apps
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import marathon_apps, service_marathons
from dcos_upgrade.probes.marathon_apps import App


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_apps(side, between, _values)


def _values(app: App) -> Iterator[tuple[str, str]]:
    if app.accepted_roles:
        yield "accepted roles", ", ".join(sorted(app.accepted_roles))
    if app.role:
        yield "role", app.role


def judge(met: Meeting, between: Between) -> Judged | None:
    if not between.has_app(met.subject):
        return None
    if met.before is None and met.what == "role":
        return expected("Marathon did not say it before")
    return unexpected("a hop changes no app")


DRIFT_KIND = DriftKind(
    id="app-role",
    title="Roles of each app",
    source="Marathon /v2/apps, acceptedResourceRoles and role, 1.4 to 1.11",
    expects="a role that Marathon did not say before",
    probes=(marathon_apps.PROBE.id, service_marathons.PROBE.id),
    lines=lines,
    judge=judge,
)
