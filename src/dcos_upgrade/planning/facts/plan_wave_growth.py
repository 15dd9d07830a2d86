"""The largest factor by which a wave of agents outgrows the one before it."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan, wave_growth
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, wave_growth)


FACT = Fact(
    name="plan.wave-growth",
    title="The largest factor by which a wave of agents outgrows the one before it",
    source="workbook, 'Upgrade Cluster Nodes' (increase linearly)",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
