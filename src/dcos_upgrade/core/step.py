"""One node's step as seen on the node itself: the detached job's files and the state of the swap.

The vendor's script may only be run on a node whose old generation is whole; every other state has its own recovery
(what the script and pkgpanda leave behind at each point was read from their source for 1.9 to 2.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dcos_upgrade.core.cluster import NodeId


class NodeState(StrEnum):
    """What lies on a node's disk."""

    OLD_CLEAN = "old-clean"
    PREFETCHED = "prefetched"
    PARTIALLY_FETCHED = "partially-fetched"
    STAGED = "staged"
    SWAP_INTERRUPTED = "swap-interrupted"
    NEW = "new"
    UNKNOWN = "unknown"


RERUN_IS_SAFE = frozenset({NodeState.OLD_CLEAN, NodeState.PREFETCHED, NodeState.PARTIALLY_FETCHED, NodeState.STAGED})
"""States in which the old generation is whole, so that the vendor's script may be started once more, by a person's word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOrder:
    """What a node is told to do. ``attempt`` counts from 1; the node's lock is named after ``target``, not the attempt."""

    node: NodeId
    run: str
    epoch: int
    attempt: int
    source: str
    target: str
    script_url: str
    script_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Who began the step that lies on the node; written there once, exclusively, before anything else."""

    run: str
    epoch: int
    attempt: int
    boot_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLook:
    """What one look at a node found. Absent files are None; ``exit`` is the vendor script's exit status.

    ``alive``: the job's process lives (same process id *and* start time). ``rebooted``: the node has another boot id than when the
    step was begun. ``stored`` and ``active`` are package ids.
    """

    node: NodeId
    time: datetime
    begun: Begun | None
    alive: bool
    rebooted: bool
    exit: int | None
    version: str | None
    active: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()
    install_progress: str | None = None
    active_present: bool = True
    new_generation: bool = False
    log_tail: str = ""

    @property
    def in_doubt(self) -> bool:
        """Begun, without an exit status and without a live job."""
        return self.begun is not None and self.exit is None and not self.alive


def classify(look: StepLook, *, source: str, target: str, package_ids: tuple[str, ...]) -> NodeState:
    """Name the state of the node's disk; what fits nothing known is unknown."""
    if look.install_progress is not None or not look.active_present:
        return NodeState.SWAP_INTERRUPTED
    if look.version == target and (not package_ids or set(look.active) == set(package_ids)):
        return NodeState.NEW
    if look.version != source:
        return NodeState.UNKNOWN
    if look.new_generation:
        return NodeState.STAGED
    if any(package.endswith("_tmp") for package in look.stored):
        return NodeState.PARTIALLY_FETCHED
    missing = set(package_ids) - set(look.stored)
    if package_ids and not missing:
        return NodeState.PREFETCHED
    if package_ids and missing != set(package_ids) - set(look.active):
        return NodeState.PARTIALLY_FETCHED
    return NodeState.OLD_CLEAN
