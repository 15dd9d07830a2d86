"""How many agents the plan is about."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, lambda plan: float(len(plan.inventory.agents)))


FACT = Fact(
    name="plan.agents",
    title="How many agents the plan is about",
    source="the plan's inventory",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
