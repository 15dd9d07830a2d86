"""What checks share: making judgements, and gathering one fact of many nodes without losing who did not answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from dcos_upgrade.core.check import Scene
from dcos_upgrade.core.cluster import CLUSTER, Node, NodeId
from dcos_upgrade.core.judgement import Judgement, Severity, Verdict
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Observed

T = TypeVar("T")

Digests = tuple[str, ...]

ASK_AGAIN = "wait and look again; if it stays unknown, find out why there is no answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Makes the judgements of one check."""

    check: str
    severity: Severity = Severity.BLOCKER

    def passed(self, subject: NodeId, summary: str, evidence: Digests = ()) -> Judgement:
        return self._judgement(Verdict.PASS, subject, summary, "", evidence)

    def failed(self, subject: NodeId, summary: str, remedy: str, evidence: Digests = ()) -> Judgement:
        return self._judgement(Verdict.FAIL, subject, summary, remedy, evidence)

    def unknown(self, subject: NodeId, why: str, evidence: Digests = ()) -> Judgement:
        return self._judgement(Verdict.UNKNOWN, subject, f"unknown: {why}", ASK_AGAIN, evidence)

    def not_known(self, subject: NodeId, *observations: Observed[T]) -> Judgement:
        """Unknown, with the reasons of all observations that have no value."""
        reasons = "; ".join(seen.unknown or "nothing was asked" for seen in observations if not seen.known)
        return self.unknown(subject, reasons, digests(*observations))

    def no_focus(self) -> Judgement:
        return self.unknown(CLUSTER, "no node of the inventory and no hop are in focus")

    def _judgement(self, verdict: Verdict, subject: NodeId, summary: str, remedy: str, evidence: Digests) -> Judgement:
        return Judgement(
            check=self.check,
            verdict=verdict,
            severity=self.severity,
            subject=subject,
            summary=summary,
            remedy=remedy,
            evidence=evidence,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Views(Generic[T]):
    """One fact of several nodes: what is known by node, and why the rest is not."""

    known: Mapping[NodeId, T]
    missing: Mapping[NodeId, str]
    evidence: Digests

    @property
    def why(self) -> str:
        return "; ".join(by_name(node, reason) for node, reason in self.missing.items())


def by_name(node: NodeId, reason: str) -> str:
    """The reason with the node's name before it, once."""
    return reason if reason.startswith(f"{node}: ") else f"{node}: {reason}"


def views(scene: Scene, probe: Probe[T], nodes: Iterable[Node]) -> Views[T]:
    """The fact as it is now, of each of these nodes."""
    return gather({node.id: scene.fact(probe, node.id) for node in nodes})


def baseline_views(scene: Scene, probe: Probe[T], nodes: Iterable[Node]) -> Views[T]:
    return gather({node.id: scene.baseline_fact(probe, node.id) for node in nodes})


def gather(seen: Mapping[NodeId, Observed[T]]) -> Views[T]:
    known = {node: one.value for node, one in seen.items() if one.value is not None}
    missing = {node: one.unknown or "nothing was asked" for node, one in seen.items() if one.value is None}
    return Views(known=known, missing=missing, evidence=digests(*seen.values()))


def digests(*observations: Observed[T]) -> Digests:
    """The evidence of the observations, each once, in order."""
    return tuple(dict.fromkeys(seen.evidence.digest for seen in observations if seen.evidence))


def answering_marathons(scene: Scene) -> tuple[Node, ...]:
    """The masters whose Marathon is to answer: all but those where this run holds it back."""
    held = scene.hop.held_back if scene.hop else frozenset()
    return tuple(master for master in scene.inventory.masters if master.id not in held)


def of_any_master(scene: Scene, probe: Probe[T], ask: Callable[[Probe[T], NodeId], Observed[T]]) -> Observed[T]:
    """The answer of the first master that gave one: all of them ask the leader. ``ask`` is now, the baseline or before."""
    seen = {master.id: ask(probe, master.id) for master in scene.inventory.masters}
    answered = next((one for one in seen.values() if one.known), None)
    return answered or Observed(unknown=gather(seen).why or "the inventory has no master")


def focus_node(scene: Scene) -> Node | None:
    return scene.inventory.node(scene.focus) if scene.focus else None


def listed(names: Iterable[str], limit: int = 5) -> str:
    """The first few names and how many more there are, in order."""
    ordered = sorted(names)
    more = len(ordered) - limit
    return ", ".join(ordered[:limit]) + (f" and {more} more" if more > 0 else "")
