"""Whether every hop ends with its validation."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import ends_with_validation, of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, ends_with_validation)


FACT = Fact(
    name="plan.ends-with-validation",
    title="Whether every hop ends with its validation",
    source="workbook, 'Timing of Events' f",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
