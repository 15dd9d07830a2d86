"""The environment of each app, variable by variable. Their values are keyed digests, so that a changed one is seen and none is told."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_apps
from dcos_upgrade.drift.judged import Judged, Meeting, not_known, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import marathon_apps, service_marathons
from dcos_upgrade.probes.marathon_apps import App

NOT_READ = "the snapshot of {when} says nothing of the app's environment: an older version took it"


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_apps(side, between, _values)


def _values(app: App) -> Iterator[tuple[str, str]]:
    for name, value in (app.env or {}).items():
        yield f"variable {name}", value if isinstance(value, str) else f"of secret {value.secret or ''}"


def judge(met: Meeting, between: Between) -> Judged | None:
    if not between.has_app(met.subject):
        return None
    for side, when in zip(between.apps, ("before", "after"), strict=True):
        if side[met.subject].env is None:
            return not_known(NOT_READ.format(when=when))
    if met.before is None:
        return unexpected("it was not there before; a hop changes no app")
    if met.after is None:
        return unexpected("it is gone; a hop changes no app")
    return unexpected("its value has changed; a hop changes no app")


DRIFT_KIND = DriftKind(
    id="app-environment",
    title="Environment of each app",
    source="Marathon /v2/apps, env, 1.4 to 1.11",
    expects="nothing: a hop changes no app",
    probes=(marathon_apps.PROBE.id, service_marathons.PROBE.id),
    lines=lines,
    judge=judge,
)
