"""Waves of nodes that end without a watched soak."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan, waves_without_watch
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, waves_without_watch)


FACT = Fact(
    name="plan.waves-without-watch",
    title="Waves of nodes that end without a watched soak",
    source="workbook, 'Timing of Events' (soak)",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
