"""Where ZooKeeper keeps its state on each master, and where the target wants it; and which directories lie there unused."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import exhibitor_configuration, zookeeper_directories
from dcos_upgrade.probes.zookeeper_directories import ZooKeeperDirectory
from dcos_upgrade.worksheets.facts import of_masters, of_node
from dcos_upgrade.worksheets.figure import Figure, Seen, said, unknown
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.machines import INVENTORY
from dcos_upgrade.worksheets.worksheet import Row, Table, Worksheet

COLUMNS = ("Master", "Starting location", "Of its log", "Target location", "Judged")
ON_DISK = ("Master", "Directory", "State", "Snapshots", "Logs", "Bytes", "In use")
TARGET = "/var/lib/dcos/exhibitor/zookeeper"
IN_PLACE, TO_MOVE, ELSEWHERE = "where the target wants it", "to be moved before the upgrade", "in a place of its own"


def fill(given: Given) -> Iterator[Table | str]:
    masters = given.snapshot.inventory.masters
    settings = tuple(of_masters(given.snapshot, exhibitor_configuration.PROBE))
    yield Table(
        id="zookeeper-directory",
        title="ZooKeeper's state directory",
        columns=COLUMNS,
        rows=tuple(_row(each) for each in settings),
        empty="No master is known.",
        unknown="" if settings else "no answer names a master",
    )
    yield Table(
        id="on-disk",
        title="Directories on disk",
        columns=ON_DISK,
        rows=tuple(row for master in masters for row in _on_disk(given.snapshot, master)),
        empty="No master is known.",
        unknown="" if masters else "no answer names a master",
    )
    yield "A directory that is there and not in use is stale: it must not be saved in place of the one in use."


def _row(each: Seen[exhibitor_configuration.ExhibitorConfiguration]) -> Row:
    return (
        said(each.origin.subject, INVENTORY),
        each.figure(lambda found: found.data_directory),
        each.figure(lambda found: found.log_directory or "the same"),
        said(TARGET),
        each.figure(_judged),
    )


def _judged(found: exhibitor_configuration.ExhibitorConfiguration) -> str:
    if found.old_directory:
        return TO_MOVE
    return IN_PLACE if f"{found.data_directory}/".startswith(f"{TARGET}/") else ELSEWHERE


def _on_disk(snapshot: Snapshot, master: Node) -> Iterator[Row]:
    found = of_node(snapshot, zookeeper_directories.PROBE, master.id)
    name = said(master.id, INVENTORY)
    if found.value is None:
        yield (name, *[unknown(found.why, found.origin)] * (len(ON_DISK) - 1))
        return
    for each in found.value.directories:
        yield (
            name,
            said(each.path, found.origin),
            said(str(each.place), found.origin),
            *(_count(each, number, found) for number in (each.snapshots, each.logs, each.size)),
            _in_use(each, found),
        )


def _count(each: ZooKeeperDirectory, number: int, found: Seen[zookeeper_directories.ZooKeeperDirectories]) -> Figure:
    if each.place is zookeeper_directories.Place.CLOSED:
        return unknown("the directory is closed to this user", found.origin)
    return said(number, found.origin)


def _in_use(each: ZooKeeperDirectory, found: Seen[zookeeper_directories.ZooKeeperDirectories]) -> Figure:
    if found.value is None or not found.value.configured:
        return unknown("ZooKeeper's own configuration could not be read", found.origin)
    if found.value.uses(each.path):
        return said("yes", found.origin)
    return said("no: stale" if each in found.value.stale else "no", found.origin)


WORKSHEET = Worksheet(
    id="zookeeper-directory",
    title="ZooKeeper's state directory",
    source="workbook, 'Things to Fix Before an Upgrade' 1",
    about="DC/OS 1.9 moved ZooKeeper's state below /var/lib/dcos/exhibitor; a cluster that still has it in the old place is mended first.",
    order=80,
    fill=fill,
)
