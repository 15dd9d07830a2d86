"""Which security mode the cluster is in."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_masters
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import security_mode
from dcos_upgrade.probes.security_mode import SecurityMode


def read(situation: Situation) -> Reading:
    return of_masters(situation, security_mode.PROBE, lambda fact: str(fact.mode) if fact.mode else "none")


FACT = Fact(
    name="security.mode",
    title="Security mode of the cluster; none where the nodes name none (open edition)",
    source="workbook, FAQ (security mode); bootstrap-config.json",
    typed=Typed(kind=Kind.TEXT, values=frozenset({*SecurityMode, "none"})),
    read=read,
    probes=(security_mode.PROBE.id,),
)
