"""How many masters the inventory has."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation


def read(situation: Situation) -> Reading:
    if situation.snapshot is None:
        return NOT_CAPTURED
    return float(len(situation.snapshot.inventory.masters))


FACT = Fact(
    name="cluster.masters",
    title="How many masters the inventory has",
    source="the inventory",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
