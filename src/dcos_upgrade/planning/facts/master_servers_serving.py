"""How many servers each master's Exhibitor sees serving."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import masters, of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import exhibitor_status


def read(situation: Situation) -> Reading:
    return of_each(
        situation, exhibitor_status.PROBE, lambda fact: float(sum(row.serving for row in fact.rows)), masters
    )


FACT = Fact(
    name="master.servers-serving",
    title="How many servers each master's Exhibitor sees serving",
    source="workbook, 'While the Upgrade is in Progress'; /exhibitor/v1/cluster/status",
    typed=Typed(kind=Kind.NUMBER, domain="master"),
    read=read,
    probes=(exhibitor_status.PROBE.id,),
)
