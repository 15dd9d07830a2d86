"""Whether programs may run under /tmp on each node."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import mounts


def read(situation: Situation) -> Reading:
    return of_each(situation, mounts.PROBE, lambda seen: seen.of["/tmp"].may_run_programs)


FACT = Fact(
    name="node.tmp-runs-programs",
    title="Whether programs may run under /tmp on each node",
    source="vendor's system requirements 1.9; findmnt(8)",
    typed=Typed(kind=Kind.FLAG, domain="node"),
    read=read,
    probes=(mounts.PROBE.id,),
)
