"""Agents of the largest first wave."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import first_wave, of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, first_wave)


FACT = Fact(
    name="plan.first-wave",
    title="Agents of the largest first wave",
    source="workbook, 'Upgrade Cluster Nodes' (small subset)",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
