"""Every node has room for the new release's packages beside the old ones, and for what is unpacked and written meanwhile.

pkgpanda never prunes its store, and fetches and unpacks each package before it is moved there. A disk that fills up in the middle leaves
the old generation whole; below /var/lib/dcos it stops ZooKeeper.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import disk_space
from dcos_upgrade.probes.disk_space import DiskSpace

ID = "disk-space"
SETS = 2
"""Free space below /opt/mesosphere, in sets of packages as large as the active one."""
ELSEWHERE = 64 * 1024
"""KiB free at the least in the other directories."""


def judge(scene: Scene) -> Iterator[Judgement]:
    for node in scene.inventory.nodes:
        yield scene.fact(disk_space.PROBE, node.id).judge(
            lambda seen: not _short(seen),
            check=ID,
            subject=node.id,
            passed="there is room for a second set of packages",
            failed=lambda seen: "; ".join(_short(seen)),
            remedy="make room on this node before its step: old packages that no generation uses, logs, images",
        )


def _short(seen: DiskSpace) -> list[str]:
    needed = dict.fromkeys(seen.free, ELSEWHERE) | {"/opt/mesosphere": SETS * seen.active}
    return [
        f"{place} has {free // 1024} MiB free and needs {needed[place] // 1024 + 1} MiB"
        for place, free in sorted(seen.free.items())
        if free < needed[place]
    ]


CHECK = Check(
    id=ID,
    title="Every node has room for the new packages",
    source="workbook, 'Pre-Upgrade Checklist'; pkgpanda fetch and activate, 1.9 to 2.2",
    judge=judge,
    stages=frozenset({CheckStage.PRE}),
    probes=(disk_space.PROBE.id,),
)
