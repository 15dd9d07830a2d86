"""Waves of nodes whose steps must pass no gate."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import EVERY, of_plan, waves
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, lambda plan: float(sum(not wave.gates for wave in waves(plan, EVERY))))


FACT = Fact(
    name="plan.waves-without-gate",
    title="Waves of nodes whose steps must pass no gate",
    source="workbook, 'A Summary of Upgrade Steps' (test)",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
