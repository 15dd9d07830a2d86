"""How many role files each node has; one is right."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import node_role


def read(situation: Situation) -> Reading:
    return of_each(situation, node_role.PROBE, lambda fact: float(len(fact.files)))


FACT = Fact(
    name="node.roles-on-disk",
    title="How many role files each node has; one is right",
    source="workbook, 'What Happens During an Upgrade' d; /etc/mesosphere/roles",
    typed=Typed(kind=Kind.NUMBER, domain="node"),
    read=read,
    probes=(node_role.PROBE.id,),
)
