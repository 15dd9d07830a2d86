"""The most masters that may be in flight together."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import masters_at_once, of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, masters_at_once)


FACT = Fact(
    name="plan.masters-at-once",
    title="The most masters that may be in flight together",
    source="workbook, 'Upgrade Cluster Nodes'",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
