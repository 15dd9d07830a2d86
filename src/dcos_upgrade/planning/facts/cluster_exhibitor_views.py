"""How many different views the masters' Exhibitors have; one is right."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import exhibitor_status


def read(situation: Situation) -> Reading:
    if situation.snapshot is None:
        return NOT_CAPTURED
    seen = [situation.snapshot.fact(exhibitor_status.PROBE, node.id) for node in situation.snapshot.inventory.masters]
    missing = [view.unknown for view in seen if view.value is None]
    return Unknown(missing[0]) if missing else float(len({view.value for view in seen}))


FACT = Fact(
    name="cluster.exhibitor-views",
    title="How many different views the masters' Exhibitors have; one is right",
    source="workbook, 'Continued Checking State'; /exhibitor/v1/cluster/status of every master",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(exhibitor_status.PROBE.id,),
)
