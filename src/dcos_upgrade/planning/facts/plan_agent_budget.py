"""Agents that a stage may set aside before the run halts."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import AGENTS, budget, of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, lambda plan: budget(plan, AGENTS))


FACT = Fact(
    name="plan.agent-budget",
    title="Agents that a stage may set aside before the run halts",
    source="workbook, 'Recovering from Failures During an Upgrade'",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
