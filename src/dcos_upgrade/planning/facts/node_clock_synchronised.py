"""Whether each node's clock follows another."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import clock_synchronised


def read(situation: Situation) -> Reading:
    return of_each(situation, clock_synchronised.PROBE, lambda seen: seen)


FACT = Fact(
    name="node.clock-synchronised",
    title="Whether each node's clock follows another",
    source="workbook, 'Pre-Upgrade Checklist' (NTP); timedatectl(1)",
    typed=Typed(kind=Kind.FLAG, domain="node"),
    read=read,
    probes=(clock_synchronised.PROBE.id,),
)
