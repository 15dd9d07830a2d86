"""Servers that an Exhibitor lists and the inventory does not have, or the other way round."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import exhibitor_status


def read(situation: Situation) -> Reading:
    if situation.snapshot is None:
        return NOT_CAPTURED
    nodes = situation.snapshot.inventory.masters
    seen = [situation.snapshot.fact(exhibitor_status.PROBE, node.id) for node in nodes]
    known = [set(view.value.hostnames) for view in seen if view.value is not None]
    if not known:
        return Unknown(seen[0].unknown if seen else "there is no master")
    return float(len(set.union(*known) ^ {node.address for node in nodes}))


FACT = Fact(
    name="exhibitor.strange-masters",
    title="Servers that an Exhibitor lists and the inventory does not have, or the other way round",
    source="workbook, 'FAQ Regarding Upgrades'; /exhibitor/v1/cluster/status",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(exhibitor_status.PROBE.id,),
)
