"""Whether each app has a virtual address."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps


def read(situation: Situation) -> Reading:
    return of_apps(situation, lambda app: any(port.virtual for port in app.ports()))


FACT = Fact(
    name="app.vip",
    title="Whether each app has a virtual address (a label VIP_ at a port)",
    source="vendor's upgrade page of 1.9; Marathon /v2/apps",
    typed=Typed(kind=Kind.FLAG, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
