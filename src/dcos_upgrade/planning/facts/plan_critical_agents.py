"""How many agents are marked as critical."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, lambda plan: float(sum(node.critical for node in plan.inventory.agents)))


FACT = Fact(
    name="plan.critical-agents",
    title="How many agents are marked as critical",
    source="workbook, 'Upgrade Cluster Nodes'; cluster.yaml, critical",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
