"""What there is to move to another cluster, counted in a snapshot. What a capture does not ask for is unknown, not zero. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.planning.another_way import Count
from dcos_upgrade.probes import marathon_apps, service_marathons
from dcos_upgrade.probes.marathon_apps import MarathonApps

T = TypeVar("T")

NOT_ASKED = "a capture does not ask for them"


def counted(snapshot: Snapshot) -> tuple[Count, ...]:
    apps = _apps(snapshot)
    services = snapshot.fact(service_marathons.PROBE, CLUSTER)
    return (
        _count("apps", apps, lambda known: len(known.apps), "dcos marathon app list"),
        Count(what="pods", unknown=NOT_ASKED, ask="dcos marathon pod list"),
        Count(what="jobs", unknown=NOT_ASKED, ask="dcos job list"),
        _count("persistent volumes", apps, lambda known: known.persistent_volumes, "dcos marathon app list --json"),
        _count("service Marathons", services, lambda known: len(known.known), "dcos service"),
    )


def _apps(snapshot: Snapshot) -> Observed[MarathonApps]:
    """By the first master that has an answer: each passes the question on to the leader."""
    seen = [snapshot.fact(marathon_apps.PROBE, master.id) for master in snapshot.inventory.masters]
    known = next((fact for fact in seen if fact.known), None)
    return known or (seen[0] if seen else Observed(unknown="there is no master"))


def _count(what: str, fact: Observed[T], count: Callable[[T], int | None], ask: str) -> Count:
    found = fact.map(count)
    return Count(what=what, number=found.value, unknown=found.unknown, ask=ask)
