"""Whether no swap of packages is under way or was broken off."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import swap_leftovers


def read(situation: Situation) -> Reading:
    return of_each(situation, swap_leftovers.PROBE, lambda fact: fact.complete)


FACT = Fact(
    name="node.swap-complete",
    title="Whether no swap of packages is under way or was broken off",
    source="pkgpanda; /opt/mesosphere",
    typed=Typed(kind=Kind.FLAG, domain="node"),
    read=read,
    probes=(swap_leftovers.PROBE.id,),
)
