"""One agent of 500, one at the least: what the workbook lets a run set aside."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, lambda plan: max(1.0, len(plan.inventory.agents) // 500))


FACT = Fact(
    name="plan.agent-budget-advised",
    title="One agent of 500, one at the least: what the workbook lets a run set aside",
    source="workbook, 'Recovering from Failures During an Upgrade'",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
