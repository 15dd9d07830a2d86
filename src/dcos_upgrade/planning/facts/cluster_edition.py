"""Edition of DC/OS that the nodes have."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import dcos_version


def read(situation: Situation) -> Reading:
    if situation.snapshot is None:
        return NOT_CAPTURED
    nodes = situation.snapshot.inventory.nodes
    seen = {
        fact.value.variant for node in nodes if (fact := situation.snapshot.fact(dcos_version.PROBE, node.id)).value
    }
    if len(seen) != 1 or None in seen:
        return Unknown("the nodes do not say one edition")
    return str(seen.pop())


FACT = Fact(
    name="cluster.edition",
    title="Edition of DC/OS that the nodes have",
    source="/opt/mesosphere/etc/dcos-version.json, dcos-variant",
    typed=Typed(kind=Kind.TEXT),
    read=read,
    probes=(dcos_version.PROBE.id,),
)
