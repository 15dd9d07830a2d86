"""The release that the hop leads to."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Typed
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Version:
    return situation.target


FACT = Fact(
    name="hop.to",
    title="The release that the hop leads to",
    source="the route",
    typed=Typed(kind=Kind.RELEASE),
    read=read,
)
