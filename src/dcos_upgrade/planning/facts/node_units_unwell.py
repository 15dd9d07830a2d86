"""Units of DC/OS on each node that are not well."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import units


def read(situation: Situation) -> Reading:
    return of_each(situation, units.PROBE, lambda fact: float(sum(not unit.well for unit in fact.units.values())))


FACT = Fact(
    name="node.units-unwell",
    title="Units of DC/OS on each node that are not well",
    source="systemctl show",
    typed=Typed(kind=Kind.NUMBER, domain="node"),
    read=read,
    probes=(units.PROBE.id,),
)
