"""One kind of thing that may differ between two snapshots: which rows it has, and what a difference of it means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import NOT_ASKED, Observed, Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.judged import Judged, Meeting
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes.marathon_apps import App

T = TypeVar("T")

Value = tuple[str, str]
"""What, and its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftKind:
    """``lines`` of one side, in any order; ``judge`` answers None for what another row has said already.

    ``expects`` says in one sentence which differences are expected. With ``judges_equal`` it is also asked about what did not
    change: after a hop that may be the finding. ``probes`` are the ids of those whose facts it compares.
    """

    id: str
    title: str
    source: str
    expects: str
    probes: tuple[str, ...]
    lines: Callable[[Snapshot, Between], Iterable[Line]]
    judge: Callable[[Meeting, Between], Judged | None]
    judges_equal: bool = False


def of_fact(seen: Observed[T], scope: str, values: Callable[[T], Iterable[tuple[str, str, str]]]) -> Iterator[Line]:
    """(subject, what, value) of one answer; where there is none, the line that says so for all of them."""
    if seen.value is None:
        yield Line(scope, unknown=seen.unknown or NOT_ASKED)
        return
    for subject, what, value in values(seen.value):
        yield Line(scope, subject, what, value)


def of_nodes(
    side: Snapshot, between: Between, probe: Probe[T], values: Callable[[T], Iterable[Value]]
) -> Iterator[Line]:
    """The values of a probe that asks each node."""
    for node in between.subjects(probe):
        seen, name = side.fact(probe, node), str(node)
        if seen.value is None:
            yield Line(name, unknown=seen.unknown or NOT_ASKED)
        else:
            yield from (Line(name, name, what, value) for what, value in values(seen.value))


def of_apps(side: Snapshot, between: Between, values: Callable[[App], Iterable[Value]]) -> Iterator[Line]:
    """The values of each app of the root Marathon and of every service Marathon; the scope is whose apps they are."""
    for of, seen in between.marathons(side):
        scope = f"apps{of}"
        if seen.value is None:
            yield Line(scope, unknown=seen.unknown or NOT_ASKED)
            continue
        for app in seen.value.apps:
            yield from (Line(scope, f"{app.id}{of}", what, value) for what, value in values(app))
