"""Seconds between each node's clock and when it was asked; the connection's delay is in it."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.core.snapshot import Observed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import clock


def _apart(seen: Observed[float]) -> float | Unknown:
    if seen.value is None or seen.time is None:
        return Unknown(seen.unknown or "nobody knows when it was asked")
    return abs(seen.value - seen.time.timestamp())


def read(situation: Situation) -> Reading:
    if situation.snapshot is None:
        return NOT_CAPTURED
    snapshot = situation.snapshot
    return {node.id: _apart(snapshot.fact(clock.PROBE, node.id)) for node in snapshot.inventory.nodes}


FACT = Fact(
    name="node.clock-apart",
    title="Seconds between each node's clock and when it was asked; the connection's delay is in it",
    source="workbook, 'Pre-Upgrade Checklist' (NTP); date",
    typed=Typed(kind=Kind.NUMBER, domain="node"),
    read=read,
    probes=(clock.PROBE.id,),
)
