"""Whether what was saved is the directory that ZooKeeper uses."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return Unknown("no backup of this tool is known yet")


FACT = Fact(
    name="backup.directory-in-use",
    title="Whether what was saved is the directory that ZooKeeper uses",
    source="workbook, 'Backup ZK State and Other State'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
