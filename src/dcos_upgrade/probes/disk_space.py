"""Room on each node for a second set of packages, against the size of the one that is active."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

PLACES = ("/opt/mesosphere", "/var/lib/dcos", "/tmp")  # asked about, not written to
SECONDS = 30

_COMMAND = (
    f"for place in {' '.join(PLACES)}; do "
    'df -Pk "$place" 2>/dev/null | { while read -r _ _ _ now _; do free=$now; done; echo "free $place $free"; }; done; '
    f"bound=; command -v timeout >/dev/null 2>&1 && bound='timeout -k 1 {SECONDS}'; "
    "set -- /opt/mesosphere/active/*/; "
    '[ -d "$1" ] && $bound du -skLc "$@" 2>/dev/null | { while read -r now _; do size=$now; done; echo "active $size"; }'
)


class DiskSpace(msgspec.Struct, frozen=True, kw_only=True):
    """KiB. ``free`` by directory; ``active`` is what the live generation's packages take."""

    free: dict[str, int]
    active: int


def parse(answer: Answer) -> DiskSpace:
    free: dict[str, int] = {}
    active = None
    for words in map(str.split, output(answer).splitlines()):
        match words:
            case ["free", place, size] if place in PLACES and _is_size(size):
                free[place] = int(size)
            case ["active", size] if _is_size(size):
                active = int(size)
    if active is None or set(free) != set(PLACES):
        raise unreadable(answer, "the free space and the size of the packages are not all there")
    return DiskSpace(free=free, active=active)


def _is_size(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 16


PROBE = Probe(
    id="disk-space",
    title="Free space and the size of the packages on each node",
    source="workbook, 'Pre-Upgrade Checklist'; df, du",
    fact=DiskSpace,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
