"""A pure question about a scene, answered for each subject of the inventory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from dcos_upgrade.core.cluster import CLUSTER, Inventory, NodeId
from dcos_upgrade.core.judgement import Judgement, Severity, Verdict
from dcos_upgrade.core.plan import ServiceMarathon
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.core.version import Version

T = TypeVar("T")


class CheckStage(StrEnum):
    """When a check makes sense."""

    PRE = "pre"
    DURING = "during"
    POST = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class HopFacts:
    """What a gate knows of the hop in flight: ``package_ids`` as bound at its start, ``mesos`` by the catalog.

    ``marathon_led`` is the newest version of Marathon that was seen to lead in this run, None before there was one.
    ``set_aside`` are agents in quarantine: they may be there or not, and count as out. ``left_out`` are agents that a person
    removed from the run: they must not be in the cluster. ``held_back`` are masters whose Marathon this run has stopped,
    ``test_apps`` the ids of the apps that are its own. ``service`` is the service Marathon in hand, ``services`` the versions to
    which this run has taken service Marathons by the end of this hop, by app.
    """

    source: Version
    target: Version
    package_ids: tuple[str, ...] = ()
    mesos: str | None = None
    marathon_led: str | None = None
    set_aside: frozenset[NodeId] = frozenset()
    left_out: frozenset[NodeId] = frozenset()
    held_back: frozenset[NodeId] = frozenset()
    test_apps: frozenset[str] = frozenset()
    service: ServiceMarathon | None = None
    services: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that a check may look at.

    ``now`` is the newest look, ``baseline`` the snapshot from before the run, ``before`` the look that admitted the step of
    ``focus``. Facts that were asked before ``not_before`` do not count. ``swapped`` is when the focus node's step was
    started: its processes must be younger than that.

    In a soak ``before`` is its last look, None in the first one; ``watched`` are the nodes whose own facts are asked, and only
    what has happened from ``since`` on is news.
    """

    inventory: Inventory
    now: Snapshot
    at: datetime
    not_before: datetime | None = None
    baseline: Snapshot | None = None
    before: Snapshot | None = None
    hop: HopFacts | None = None
    focus: NodeId | None = None
    swapped: datetime | None = None
    watched: tuple[NodeId, ...] = ()
    since: datetime | None = None

    def fact(self, probe: Probe[T], subject: NodeId) -> Observed[T]:
        return self.now.fact(probe, subject).no_older_than(self.not_before)

    def baseline_fact(self, probe: Probe[T], subject: NodeId) -> Observed[T]:
        if self.baseline is None:
            return Observed(unknown="there is no baseline")
        return self.baseline.fact(probe, subject)

    def before_fact(self, probe: Probe[T], subject: NodeId) -> Observed[T]:
        """The fact just before the step of ``focus``; the baseline's where there was no such look."""
        if self.before is None:
            return self.baseline_fact(probe, subject)
        return self.before.fact(probe, subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """``probes`` are the facts that it reads, of all their subjects; ``focus_probes`` those it reads of the focus node only,
    or of the nodes that are watched.

    A check with ``PRE`` among its stages reads neither ``focus``, ``before``, ``swapped``, ``watched`` nor ``since`` of its scene.
    """

    id: str
    title: str
    source: str
    judge: Callable[[Scene], Iterable[Judgement]]
    stages: frozenset[CheckStage] = frozenset(CheckStage)
    severity: Severity = Severity.BLOCKER
    probes: tuple[str, ...] = ()
    focus_probes: tuple[str, ...] = ()


def judge(check: Check, scene: Scene) -> tuple[Judgement, ...]:
    """Run one check. Nothing judged, or a check that breaks, is unknown and never green."""
    try:
        judgements = tuple(check.judge(scene))
    except Exception as error:  # a broken check must not end a run, and must not pass either
        return (_unknown(check, f"the check itself failed: {type(error).__name__}: {error}"),)
    return judgements or (_unknown(check, "the check judged nothing"),)


def _unknown(check: Check, summary: str) -> Judgement:
    return Judgement(
        check=check.id,
        verdict=Verdict.UNKNOWN,
        severity=check.severity,
        subject=CLUSTER,
        summary=summary,
        remedy="do not go on; look at the evidence",
    )
