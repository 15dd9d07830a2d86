"""Whether the hop leaves the newest patch of its minor on the plan's day."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.rule import newest
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return situation.source == newest(situation.catalog, situation.source, situation.on)


FACT = Fact(
    name="hop.from-newest-patch",
    title="Whether the hop leaves the newest patch of its minor on the plan's day",
    source="workbook, 'FAQ Regarding Upgrades'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
