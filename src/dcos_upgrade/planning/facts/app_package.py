"""Which package of the catalog made each app."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps
from dcos_upgrade.probes.marathon_apps import App


def _package(app: App) -> str:
    return (app.labels.name if app.labels else None) or ""


def read(situation: Situation) -> Reading:
    return of_apps(situation, _package)


FACT = Fact(
    name="app.package",
    title="Package of the catalog that made each app; empty for an app of the site",
    source="DC/OS, label DCOS_PACKAGE_NAME",
    typed=Typed(kind=Kind.TEXT, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
