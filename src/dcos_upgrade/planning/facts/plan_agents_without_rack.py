"""Agents of which no rack is known."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, lambda plan: float(sum(node.rack is None for node in plan.inventory.agents)))


FACT = Fact(
    name="plan.agents-without-rack",
    title="Agents of which no rack is known",
    source="workbook, 'Node-Rack Configuration Worksheet'",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
