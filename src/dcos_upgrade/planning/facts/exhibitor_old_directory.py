"""Whether ZooKeeper still uses /var/lib/zookeeper."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return Unknown("no probe reads Exhibitor's configuration yet")


FACT = Fact(
    name="exhibitor.old-directory",
    title="Whether ZooKeeper still uses /var/lib/zookeeper",
    source="workbook, 'Things to Fix Before an Upgrade' 1",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
