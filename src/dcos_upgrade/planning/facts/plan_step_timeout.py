"""Seconds that the vendor's script may take on one node."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, lambda plan: plan.pacing.step_timeout)


FACT = Fact(
    name="plan.step-timeout",
    title="Seconds that the vendor's script may take on one node",
    source="workbook, 'Checking Status During an Upgrade'",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
