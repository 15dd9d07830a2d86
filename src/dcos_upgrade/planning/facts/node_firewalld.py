"""Whether firewalld runs on each node."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import system_services


def read(situation: Situation) -> Reading:
    return of_each(situation, system_services.PROBE, lambda seen: seen.runs("firewalld"))


FACT = Fact(
    name="node.firewalld",
    title="Whether firewalld runs on each node",
    source="vendor's system requirements 1.9 to 2.2; systemctl(1)",
    typed=Typed(kind=Kind.FLAG, domain="node"),
    read=read,
    probes=(system_services.PROBE.id,),
)
