"""Whether the nodes in ZooKeeper of every service Marathon were saved."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return Unknown("no backup of this tool is known yet")


FACT = Fact(
    name="backup.of-service-marathons",
    title="Whether the nodes in ZooKeeper of every service Marathon were saved",
    source="workbook, 'Backup ZK State and Other State'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
