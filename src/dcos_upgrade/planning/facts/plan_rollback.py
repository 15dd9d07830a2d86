"""Whether a hop of the plan goes back."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import goes_back, of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, goes_back)


FACT = Fact(
    name="plan.rollback",
    title="Whether a hop of the plan goes back",
    source="workbook, 'FAQ Regarding Upgrades'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
