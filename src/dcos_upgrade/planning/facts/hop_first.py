"""Whether the hop begins where the whole route begins. What was captured shows the nodes as this hop finds them, and no later one."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    if not situation.route:
        return Unknown("there is no route")
    return situation.source == situation.route[0]


FACT = Fact(
    name="hop.first",
    title="Whether the hop begins where the whole route begins",
    source="the route",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
