"""One fact in both snapshots, with the reasons and the evidence of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Observed, Snapshot

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(Generic[T]):
    """``before`` is of the baseline."""

    before: Observed[T]
    after: Observed[T]

    @property
    def why(self) -> str:
        """Why one of them is missing; empty when both are known."""
        sides = (("before the run", self.before), ("now", self.after))
        return "; ".join(f"{side}: {seen.unknown or 'nothing was asked'}" for side, seen in sides if not seen.known)

    @property
    def evidence(self) -> tuple[str, ...]:
        return tuple(seen.evidence.digest for seen in (self.before, self.after) if seen.evidence)


def pair(baseline: Snapshot, after: Snapshot, probe: Probe[T], subject: NodeId) -> Pair[T]:
    return Pair(before=baseline.fact(probe, subject), after=after.fact(probe, subject))


def any_master(snapshot: Snapshot, probe: Probe[T]) -> Observed[T]:
    """The answer of the first master that gave one: all of them ask the leader."""
    seen = {master.id: snapshot.fact(probe, master.id) for master in snapshot.inventory.masters}
    answered = next((one for one in seen.values() if one.known), None)
    reasons = "; ".join(_by_name(node, one.unknown or "nothing was asked") for node, one in seen.items())
    return answered or Observed(unknown=reasons or "the inventory has no master")


def _by_name(node: NodeId, reason: str) -> str:
    return reason if reason.startswith(f"{node}: ") else f"{node}: {reason}"
