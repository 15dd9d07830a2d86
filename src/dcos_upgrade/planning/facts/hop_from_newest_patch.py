"""Whether the hop leaves the newest patch of its minor on the plan's day."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.rule import newest
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    """A cluster that runs what came out after that day is behind nothing."""
    best = newest(situation.catalog, situation.source, situation.on)
    return best is None or situation.source >= best


FACT = Fact(
    name="hop.from-newest-patch",
    title="Whether the hop leaves the newest patch of its minor on the plan's day",
    source="workbook, 'FAQ Regarding Upgrades'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
