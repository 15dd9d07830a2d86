"""Whether the hop ends where the whole route ends."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return situation.target == situation.wanted


FACT = Fact(
    name="hop.last",
    title="Whether the hop ends where the whole route ends",
    source="the route",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
