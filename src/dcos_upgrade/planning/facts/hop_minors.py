"""How many minors the hop goes forward, in the order of minors: 1 from 1.13 to 2.0."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> float:
    position = situation.catalog.position
    return float(position(situation.target.minor) - position(situation.source.minor))


FACT = Fact(
    name="hop.minors",
    title="Minors that the hop goes forward; negative backwards",
    source="the catalog's order of minors",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
