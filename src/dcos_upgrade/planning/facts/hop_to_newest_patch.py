"""Whether the hop leads to the newest patch of its minor on the plan's day."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.rule import newest
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return situation.target == newest(situation.catalog, situation.target, situation.on)


FACT = Fact(
    name="hop.to-newest-patch",
    title="Whether the hop leads to the newest patch of its minor on the plan's day",
    source="workbook, 'Upgrade Paths'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
