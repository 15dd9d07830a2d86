"""GiB that the live packages take, and about what the new ones need."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import disk_space


def read(situation: Situation) -> Reading:
    return of_each(situation, disk_space.PROBE, lambda fact: fact.active / 1024**2)


FACT = Fact(
    name="node.packages-size",
    title="GiB that the live packages take, and about what the new ones need",
    source="pkgpanda; /opt/mesosphere",
    typed=Typed(kind=Kind.NUMBER, domain="node"),
    read=read,
    probes=(disk_space.PROBE.id,),
)
