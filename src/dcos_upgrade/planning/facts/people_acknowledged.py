"""What people have acknowledged by name."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return situation.acknowledged


FACT = Fact(
    name="people.acknowledged",
    title="What people have acknowledged by name",
    source="the product's own acknowledgements",
    typed=Typed(kind=Kind.SET),
    read=read,
)
