"""Whether a first wave holds a critical agent although another one of its stage is not."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import critical_canary, of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, critical_canary)


FACT = Fact(
    name="plan.critical-canary",
    title="Whether a first wave holds a critical agent although another one of its stage is not",
    source="workbook, 'Upgrade Cluster Nodes' (canary)",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
