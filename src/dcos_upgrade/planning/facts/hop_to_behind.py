"""Minors between the hop's target and the newest one on the plan's day."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.planning.support import behind


def read(situation: Situation) -> Reading:
    return behind(situation, situation.target)


FACT = Fact(
    name="hop.to-behind",
    title="Minors between the hop's target and the newest one on the plan's day",
    source="workbook, 'Understanding Supportability of Releases'",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
