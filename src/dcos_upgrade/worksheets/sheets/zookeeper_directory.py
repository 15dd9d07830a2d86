"""Where ZooKeeper keeps its state on each master, and where the target wants it."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.worksheets.figure import said, unknown
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.machines import INVENTORY
from dcos_upgrade.worksheets.worksheet import Row, Table, Worksheet

COLUMNS = ("Master", "Starting location", "Target location")
TARGET = "/var/lib/dcos/exhibitor/zookeeper"
NOT_IN_IT = "no fact of this capture says it"


def fill(given: Given) -> Iterator[Table | str]:
    masters = given.snapshot.inventory.masters
    yield Table(
        id="zookeeper-directory",
        title="ZooKeeper's state directory",
        columns=COLUMNS,
        rows=tuple(_row(master) for master in masters),
        empty="No master is known.",
        unknown="" if masters else "no answer names a master",
    )
    yield "A directory that is there and not in use is stale: it must not be saved in place of the one in use."


def _row(master: Node) -> Row:
    return said(master.id, INVENTORY), unknown(NOT_IN_IT), said(TARGET)


WORKSHEET = Worksheet(
    id="zookeeper-directory",
    title="ZooKeeper's state directory",
    source="workbook, 'Things to Fix Before an Upgrade' 1",
    about="DC/OS 1.9 moved ZooKeeper's state below /var/lib/dcos/exhibitor; a cluster that still has it in the old place is mended first.",
    order=80,
    fill=fill,
)
