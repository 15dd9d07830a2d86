"""The bootstrap host does not have one package: the fetch fails, the old generation stays whole."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Fault, Stage, Target

PATTERN = "mesos--*"


async def _apply(stage: Stage, node: NodeId | None) -> None:
    await stage.nodes.withhold_packages(PATTERN)


async def _clear(stage: Stage, node: NodeId | None) -> None:
    await stage.nodes.release_packages()


FAULT = Fault(
    id="package-404",
    title="The bootstrap host answers 404 for the mesos package",
    source="failure mode: 404 for one package id, fetch error",
    target=Target.NONE,
    apply=_apply,
    clear=_clear,
)
