"""Whether each node could be asked over SSH."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.core.snapshot import NOT_ASKED, Observed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import dcos_version
from dcos_upgrade.probes.dcos_version import DcosVersion


def _answers(seen: Observed[DcosVersion]) -> bool | Unknown:
    if seen.value is None and seen.unknown == NOT_ASKED:
        return Unknown("no node was asked over SSH")
    return seen.evidence is not None or seen.value is not None


def read(situation: Situation) -> Reading:
    if situation.snapshot is None:
        return NOT_CAPTURED
    snapshot = situation.snapshot
    return {node.id: _answers(snapshot.fact(dcos_version.PROBE, node.id)) for node in snapshot.inventory.nodes}


FACT = Fact(
    name="node.answers",
    title="Whether each node could be asked over SSH",
    source="workbook, 'Pre-Upgrade Checklist' (SSH)",
    typed=Typed(kind=Kind.FLAG, domain="node"),
    read=read,
    probes=(dcos_version.PROBE.id,),
)
