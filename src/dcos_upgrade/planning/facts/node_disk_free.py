"""GiB free below /opt/mesosphere."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import disk_space


def _gib(kib: int | None) -> float | None:
    return None if kib is None else kib / 1024**2


def read(situation: Situation) -> Reading:
    return of_each(situation, disk_space.PROBE, lambda fact: _gib(fact.free.get("/opt/mesosphere")))


FACT = Fact(
    name="node.disk-free",
    title="GiB free below /opt/mesosphere",
    source="workbook, 'Pre-Upgrade Checklist'; df",
    typed=Typed(kind=Kind.NUMBER, domain="node"),
    read=read,
    probes=(disk_space.PROBE.id,),
)
