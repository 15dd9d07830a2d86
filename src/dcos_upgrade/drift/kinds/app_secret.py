"""Which secrets each app refers to, and where each stands. Their values are never asked for, so nothing is said of them."""

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
    for name, secret in (app.secrets or {}).items():
        yield f"secret {name}", "referred to"
        if secret.source:
            yield f"source of secret {name}", secret.source


def judge(met: Meeting, between: Between) -> Judged | None:
    if not between.has_app(met.subject):
        return None
    if met.before is None:
        return expected("it was added since")
    if met.after is None:
        return unexpected("the app refers to it no more")
    return unexpected("it stands in another place, which no hop does")


DRIFT_KIND = DriftKind(
    id="app-secret",
    title="Secrets that each app refers to",
    source="Marathon /v2/apps, secrets, 1.4 to 1.11",
    expects="one that was added",
    probes=(marathon_apps.PROBE.id, service_marathons.PROBE.id),
    lines=lines,
    judge=judge,
)
