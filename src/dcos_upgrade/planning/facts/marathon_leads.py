"""Whether every master names the same leading Marathon."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import marathon_leader


def read(situation: Situation) -> Reading:
    if situation.snapshot is None:
        return NOT_CAPTURED
    seen = [situation.snapshot.fact(marathon_leader.PROBE, node.id) for node in situation.snapshot.inventory.masters]
    missing = [view.unknown for view in seen if view.value is None]
    return Unknown(missing[0]) if missing else len({view.value for view in seen}) == 1


FACT = Fact(
    name="marathon.leads",
    title="Whether every master names the same leading Marathon",
    source="workbook, 'Commands' (Marathon health); /v2/leader",
    typed=Typed(kind=Kind.FLAG),
    read=read,
    probes=(marathon_leader.PROBE.id,),
)
