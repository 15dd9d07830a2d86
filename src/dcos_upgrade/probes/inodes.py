"""Free inodes on each node: a disk with room and without inodes takes no package either."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.disk_space import PLACES
from dcos_upgrade.probes.reading import output, unreadable

# Some file systems have no fixed number of them; df says "-" or 0 then.
_COMMAND = (
    f"for place in {' '.join(PLACES)}; do "
    'df -Pi "$place" 2>/dev/null | { all= now=; while read -r _ a _ b _; do all=$a now=$b; done; '
    'echo "inodes $place ${all:-none} ${now:-none}"; }; done'
)


class Inodes(msgspec.Struct, frozen=True, kw_only=True):
    """``free`` and ``total`` by directory. A directory on a file system without a fixed number is in neither."""

    free: dict[str, int]
    total: dict[str, int]


def parse(answer: Answer) -> Inodes:
    free: dict[str, int] = {}
    total: dict[str, int] = {}
    seen = set()
    for words in map(str.split, output(answer).splitlines()):
        match words:
            case ["inodes", place, "-" | "0", _] if place in PLACES:
                seen.add(place)
            case ["inodes", place, every, left] if place in PLACES and _is_count(every) and _is_count(left):
                seen.add(place)
                free[place], total[place] = int(left), int(every)
    if seen != set(PLACES):
        raise unreadable(answer, "the inodes of a directory are not told")
    return Inodes(free=free, total=total)


def _is_count(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 16


PROBE = Probe(
    id="inodes",
    title="Free inodes on each node",
    source="workbook, 'Pre-Upgrade Checklist' (disk); df -i",
    fact=Inodes,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
