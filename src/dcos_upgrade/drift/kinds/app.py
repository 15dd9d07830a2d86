"""Every app, with as many instances wanted and as many running as before; apps of service Marathons with whose they are."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, Value, of_apps
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import marathon_apps, service_marathons
from dcos_upgrade.probes.marathon_apps import App
from dcos_upgrade.probes.task_fate import change_of

DEFINITION, INSTANCES, RUNNING = "definition", "instances", "instances that run"


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_apps(side, between, _values)


def _values(app: App) -> Iterator[Value]:
    yield DEFINITION, app.configured or "without a version"
    yield INSTANCES, f"{app.instances:g}"
    if app.tasks_running is not None:
        yield RUNNING, f"{app.tasks_running:g}"


def judge(met: Meeting, between: Between) -> Judged | None:
    before, now = (side.get(met.subject) for side in between.apps)
    if before is None or now is None:
        return _came_or_went(met)
    if met.before is None or met.after is None:  # Marathon's answer says less than the other one
        return None
    change = change_of(before, now)
    if met.what == DEFINITION:
        return expected(change or f"{met.subject} was changed meanwhile")
    if float(met.after) >= float(met.before):
        return expected(change or f"{met.subject} was scaled up, or has recovered")
    if met.what == INSTANCES:
        return unexpected("fewer are wanted; a hop changes no app")
    return _fewer_run(met, between, change)


def _came_or_went(met: Meeting) -> Judged | None:
    if met.what != DEFINITION:
        return None
    return expected("it was made since") if met.before is None else unexpected("the app is gone")


def _fewer_run(met: Meeting, between: Between, change: str | None) -> Judged:
    if change is not None:
        return expected(change)
    before = between.apps[0][met.subject]
    lost = [task.id for task in before.tasks or () if task.id in between.tasks]
    if lost:
        return expected(f"its tasks are judged one by one, {lost[0]} among them")
    return unexpected("fewer run, and no change of the app explains it")


DRIFT_KIND = DriftKind(
    id="app",
    title="Apps with their instances",
    source="workbook, 'Gathering Data', 'Validating an Upgrade'; Marathon /v2/apps, 1.4 to 1.11",
    expects="a new app, a changed definition, more instances; fewer that run where a task is told or a person changed the app",
    probes=(marathon_apps.PROBE.id, service_marathons.PROBE.id),
    lines=lines,
    judge=judge,
)
