"""Seconds for which a wave of masters soaks at the least."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import MASTERS, of_plan, shortest_soak
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, lambda plan: shortest_soak(plan, MASTERS))


FACT = Fact(
    name="plan.soak-after-masters",
    title="Seconds for which a wave of masters soaks at the least",
    source="workbook, 'Timing of Events'",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
