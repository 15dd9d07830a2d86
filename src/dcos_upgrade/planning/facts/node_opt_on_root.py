"""Whether /opt/mesosphere lies on the mount of / on each node: a swap renames between both."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import mounts


def read(situation: Situation) -> Reading:
    return of_each(situation, mounts.PROBE, lambda seen: seen.opt_on_root)


FACT = Fact(
    name="node.opt-on-root",
    title="Whether /opt/mesosphere lies on the mount of / on each node",
    source="vendor's system requirements 1.9 to 2.2; findmnt(8)",
    typed=Typed(kind=Kind.FLAG, domain="node"),
    read=read,
    probes=(mounts.PROBE.id,),
)
