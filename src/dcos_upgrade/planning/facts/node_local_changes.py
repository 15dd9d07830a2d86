"""What people changed on each node where a swap replaces everything."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import local_changes


def read(situation: Situation) -> Reading:
    return of_each(situation, local_changes.PROBE, lambda seen: float(len(seen.lost)))


FACT = Fact(
    name="node.local-changes",
    title="Files of DC/OS on each node that people changed or added, and that a swap takes away",
    source="workbook, 'FAQ Regarding Upgrades'; pkgpanda, 1.9 to 2.2",
    typed=Typed(kind=Kind.NUMBER, domain="node"),
    read=read,
    probes=(local_changes.PROBE.id,),
)
