"""Whether Marathon itself does a health check of each app, over HTTP, HTTPS or TCP."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps
from dcos_upgrade.probes.marathon_apps import App


def _checked(app: App) -> bool:
    return any(not check.protocol.upper().startswith(("MESOS", "COMMAND")) for check in app.health_checks or ())


def read(situation: Situation) -> Reading:
    return of_apps(situation, _checked)


FACT = Fact(
    name="app.checked-by-marathon",
    title="Whether Marathon itself does a health check of each app, over HTTP, HTTPS or TCP",
    source="Marathon changelog (deprecated health checks)",
    typed=Typed(kind=Kind.FLAG, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
