"""Operating system of each node, as os-release names it."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import os_release


def read(situation: Situation) -> Reading:
    return of_each(situation, os_release.PROBE, lambda fact: fact.id.lower())


FACT = Fact(
    name="node.os",
    title="Operating system of each node, as os-release names it",
    source="os-release(5), ID",
    typed=Typed(kind=Kind.TEXT, domain="node"),
    read=read,
    probes=(os_release.PROBE.id,),
)
