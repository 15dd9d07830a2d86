"""Which directories of ZooKeeper lie on each master and how old they are: one that is not in use must not be backed up for the truth."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_master
from dcos_upgrade.probes.reading import output, unreadable

PLACES = ("/var/lib/dcos/exhibitor/zookeeper", "/var/lib/zookeeper")  # of 1.9 and later, and of before
CONFIGURATION = "/var/lib/dcos/exhibitor/conf/zoo.cfg"
SECONDS, MOST = 10, 5000

_COMMAND = (
    "bound=; command -v timeout >/dev/null 2>&1 && "
    f"bound='timeout -k 1 {SECONDS}'; "
    f"for place in {' '.join(PLACES)}; do "
    '[ -d "$place" ] || { echo "absent $place"; continue; }; '
    '[ -r "$place" ] && [ -x "$place" ] || { echo "closed $place"; continue; }; '
    'echo "there $place"; '
    '$bound find -H "$place" -xdev -type f \\( -name "snapshot.*" -o -name "log.*" \\) -printf "%f %s %T@\\n" '
    f"2>/dev/null | head -n {MOST}; done; "
    f"f={CONFIGURATION}; [ ! -r $f ] || sed -n '/^data\\(Log\\)\\{{0,1\\}}Dir=/p' $f; echo end"
)

_FILE = re.compile(r"^(?P<name>\S{1,255}) (?P<size>\d{1,15}) (?P<written>\d{1,11}(\.\d{1,12})?)$", re.ASCII)
_CONFIGURED = re.compile(r"^data(Log)?Dir=")


class Place(StrEnum):
    """``CLOSED``: it is there, and this user may not look into it."""

    ABSENT = "absent"
    CLOSED = "closed"
    THERE = "there"


PLACE_WORDS = frozenset(Place)


class ZooKeeperDirectory(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Snapshots and logs below it, their size in bytes, and when the newest was written (seconds since 1970)."""

    path: str
    place: Place
    snapshots: int = 0
    logs: int = 0
    size: int = 0
    newest: float | None = None

    @property
    def empty(self) -> bool:
        return self.place is Place.THERE and not self.snapshots and not self.logs


class ZooKeeperDirectories(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``configured`` are the directories that ZooKeeper's own configuration names; empty where that cannot be read."""

    directories: tuple[ZooKeeperDirectory, ...]
    configured: tuple[str, ...] = ()

    @property
    def stale(self) -> tuple[ZooKeeperDirectory, ...]:
        """Those with data that ZooKeeper's configuration does not name; none where it could not be read."""
        return tuple(
            each
            for each in self.directories
            if self.configured and (each.snapshots or each.logs) and not self.uses(each.path)
        )

    def uses(self, place: str) -> bool:
        return any(f"{path.rstrip('/')}/".startswith(f"{place}/") for path in self.configured)


def parse(answer: Answer) -> ZooKeeperDirectories:
    lines = output(answer).splitlines()
    if not lines or lines[-1] != "end":
        raise unreadable(answer, "the list of ZooKeeper's directories is not whole")
    configured = [line.partition("=")[2].strip() for line in lines if _CONFIGURED.match(line)]
    found = _by_place([line for line in lines[:-1] if not _CONFIGURED.match(line)])
    if set(found) != set(PLACES):
        raise unreadable(answer, "not every directory of ZooKeeper is in the list")
    directories = tuple(_directory(answer, path, *found[path]) for path in PLACES)
    return ZooKeeperDirectories(directories=directories, configured=tuple(dict.fromkeys(configured)))


def _by_place(lines: list[str]) -> dict[str, tuple[Place, list[str]]]:
    """The lines of files below the line of their directory."""
    found: dict[str, tuple[Place, list[str]]] = {}
    files: list[str] = []
    for line in lines:
        word, _, rest = line.partition(" ")
        if rest in PLACES and word in PLACE_WORDS:
            files = []
            found[rest] = (Place(word), files)
        else:
            files.append(line)
    return found


def _directory(answer: Answer, path: str, place: Place, files: list[str]) -> ZooKeeperDirectory:
    rows = [_FILE.match(line) for line in files]
    if None in rows:
        raise unreadable(answer, f"below {path}: not a file with its size and time")
    known = [row for row in rows if row is not None]
    return ZooKeeperDirectory(
        path=path,
        place=place,
        snapshots=sum(row["name"].startswith("snapshot.") for row in known),
        logs=sum(row["name"].startswith("log.") for row in known),
        size=sum(int(row["size"]) for row in known),
        newest=max((float(row["written"]) for row in known), default=None),
    )


PROBE = Probe(
    id="zookeeper-directories",
    title="ZooKeeper's directories on each master, in use and stale",
    source="workbook, 'Things to Fix Before an Upgrade' (ZooKeeper's directory); zoo.cfg, find",
    fact=ZooKeeperDirectories,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_master,
)
