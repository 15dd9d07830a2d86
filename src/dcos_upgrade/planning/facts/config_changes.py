"""Keys of the planned configuration that differ from the cluster's own, without those that the target asks for."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return Unknown("the planned configuration was not compared")


FACT = Fact(
    name="config.changes",
    title="Keys of the planned configuration that differ from the cluster's own, without those that the target asks for",
    source="workbook, 'Things to Fix Before an Upgrade' 2",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
