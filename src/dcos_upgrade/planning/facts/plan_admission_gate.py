"""Whether a gate admits every step."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, lambda plan: bool(plan.admission))


FACT = Fact(
    name="plan.admission-gate",
    title="Whether a gate admits every step",
    source="workbook, 'Timing of Events' a",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
