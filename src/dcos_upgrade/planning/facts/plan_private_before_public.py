"""Whether in every hop private agents come before public ones."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan, private_before_public
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, private_before_public)


FACT = Fact(
    name="plan.private-before-public",
    title="Whether in every hop private agents come before public ones",
    source="workbook, 'Timing of Events'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
