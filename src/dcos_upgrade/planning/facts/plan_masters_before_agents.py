"""Whether in every hop all masters come before any agent."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import masters_before_agents, of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, masters_before_agents)


FACT = Fact(
    name="plan.masters-before-agents",
    title="Whether in every hop all masters come before any agent",
    source="workbook, 'Timing of Events'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
