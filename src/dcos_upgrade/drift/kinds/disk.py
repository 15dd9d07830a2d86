"""Free space on each node. A hop lays down a second set of packages beside the old one, and logs grow."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import disk_space
from dcos_upgrade.probes.disk_space import DiskSpace

SETS = 2
"""As many sets of packages may be new: fetched and unpacked, as the check of free space asks for."""
LOGS = 1024 * 1024
"""KiB that logs and the like may take meanwhile."""


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, disk_space.PROBE, _values)


def _values(seen: DiskSpace) -> Iterator[tuple[str, str]]:
    yield from ((f"free space of {place}", f"{free} KiB") for place, free in seen.free.items())


def judge(met: Meeting, between: Between) -> Judged | None:
    if met.before is None or met.after is None:
        return None
    taken = _size(met.before) - _size(met.after)
    sizes = [seen.value.active for seen in between.fact(disk_space.PROBE, met.scope) if seen.value]
    bound = SETS * max(sizes) + LOGS
    if taken <= bound:
        return expected(f"less than {SETS} sets of packages and {LOGS // 1024} MiB were taken")
    return unexpected(f"{taken // 1024} MiB were taken, more than {SETS} sets of packages and {LOGS // 1024} MiB")


def _size(value: str) -> int:
    return int(value.removesuffix(" KiB"))


DRIFT_KIND = DriftKind(
    id="disk",
    title="Free space on each node",
    source="workbook, 'Pre-Upgrade Checklist'; df, du",
    expects="more, or less by no more than two sets of packages and 1 GiB",
    probes=(disk_space.PROBE.id,),
    lines=lines,
    judge=judge,
)
