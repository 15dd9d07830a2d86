"""Whether service Marathons come after the masters and before the agents."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan, services_in_place
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, services_in_place)


FACT = Fact(
    name="plan.services-in-place",
    title="Whether service Marathons come after the masters and before the agents",
    source="workbook, 'A Summary of Upgrade Steps'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
