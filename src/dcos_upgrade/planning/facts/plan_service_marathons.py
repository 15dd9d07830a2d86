"""Service Marathons that the plan takes along."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.core.plan import services_of
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, lambda plan: float(sum(len(services_of(hop)) for hop in plan.hops)))


FACT = Fact(
    name="plan.service-marathons",
    title="Service Marathons that the plan takes along",
    source="workbook, 'A Summary of Upgrade Steps' e",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
