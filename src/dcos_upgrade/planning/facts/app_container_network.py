"""Whether the tasks of an app have an address of their own."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps
from dcos_upgrade.probes.marathon_apps import App


def _of_its_own(app: App) -> bool:
    return app.ip_address is not None or any(network.mode == "container" for network in app.networks or ())


def read(situation: Situation) -> Reading:
    return of_apps(situation, _of_its_own)


FACT = Fact(
    name="app.container-network",
    title="Whether the tasks of an app have an address of their own in a container network",
    source="Marathon /v2/apps",
    typed=Typed(kind=Kind.FLAG, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
