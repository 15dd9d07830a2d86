"""Whether the planned security mode is another one than the cluster's."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return Unknown("the planned configuration was not compared")


FACT = Fact(
    name="security.changes",
    title="Whether the planned security mode is another one than the cluster's",
    source="workbook, 'FAQ Regarding Upgrades'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
