"""Every node has inodes left: a package is tens of thousands of files, and a disk with room and without inodes takes none."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.judgement import Judgement, Severity
from dcos_upgrade.probes import inodes
from dcos_upgrade.probes.inodes import Inodes

ID = "inodes-left"
SHARE = 0.2
"""Of all inodes of a file system, what should be free."""


def judge(scene: Scene) -> Iterator[Judgement]:
    for node in scene.inventory.nodes:
        yield scene.fact(inodes.PROBE, node.id).judge(
            lambda seen: not _short(seen),
            check=ID,
            subject=node.id,
            passed="there are inodes left",
            failed=lambda seen: "; ".join(_short(seen)),
            remedy="find what has so many small files (df -i; old images, sandboxes) and remove it before this node's step",
            severity=Severity.WARNING,
        )


def _short(seen: Inodes) -> list[str]:
    return [
        f"{place} has {free} of {seen.total[place]} inodes free"
        for place, free in sorted(seen.free.items())
        if free < SHARE * seen.total[place]
    ]


CHECK = Check(
    id=ID,
    title="Every node has inodes left",
    source="workbook, 'Pre-Upgrade Checklist' (disk); df -i",
    judge=judge,
    stages=frozenset({CheckStage.PRE}),
    severity=Severity.WARNING,
    probes=(inodes.PROBE.id,),
)
