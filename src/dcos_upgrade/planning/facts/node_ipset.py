"""Whether the program ipset is on each node."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import programs


def read(situation: Situation) -> Reading:
    return of_each(situation, programs.PROBE, lambda seen: "ipset" in seen.found)


FACT = Fact(
    name="node.ipset",
    title="Whether the program ipset is on each node",
    source="vendor's upgrade pages 1.9 to 2.2",
    typed=Typed(kind=Kind.FLAG, domain="node"),
    read=read,
    probes=(programs.PROBE.id,),
)
