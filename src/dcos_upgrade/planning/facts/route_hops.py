"""How many hops the whole route has."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    if not situation.route:
        return Unknown("there is no route")
    return float(len(situation.route) - 1)


FACT = Fact(
    name="route.hops",
    title="Hops of the whole route",
    source="the route",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
