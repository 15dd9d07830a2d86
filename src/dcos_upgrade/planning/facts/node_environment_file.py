"""Whether the file that the vendor's script reads first is there."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import swap_leftovers


def read(situation: Situation) -> Reading:
    return of_each(situation, swap_leftovers.PROBE, lambda fact: fact.environment)


FACT = Fact(
    name="node.environment-file",
    title="Whether the file that the vendor's script reads first is there",
    source="workbook, 'What Happens During an Upgrade' a; /opt/mesosphere/environment.export",
    typed=Typed(kind=Kind.FLAG, domain="node"),
    read=read,
    probes=(swap_leftovers.PROBE.id,),
)
