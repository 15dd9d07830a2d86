"""The workbook's other way where many releases lie between: a new cluster, and the apps move. What it takes, and how much. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dcos_upgrade.catalog import Release

WORTH_A_THOUGHT = 3
"""Hops from which on the other way is said."""
SOURCE = "workbook, FAQ (too many steps: can we create another cluster and move applications over)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many there are to move; None is unknown, and ``unknown`` is the reason. ``ask`` counts them by hand."""

    what: str
    number: int | None = None
    unknown: str = ""
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnotherWay:
    """``counts`` is empty where no cluster was captured."""

    hops: int
    takes: tuple[str, ...]
    counts: tuple[Count, ...]


def another_way(hops: int, source: Release, target: Release, counts: Sequence[Count] = ()) -> AnotherWay | None:
    """None where the route is short."""
    if hops < WORTH_A_THOUGHT:
        return None
    return AnotherWay(hops=hops, takes=tuple(_takes(source, target)), counts=tuple(counts))


def _takes(source: Release, target: Release) -> Iterator[str]:
    old, new = (each.components.get("marathon", "its own") for each in (source, target))
    yield f"machines for a second cluster beside this one, at {target.version} from its first day: one installation, no hop"
    yield (
        f"every app, pod and job deployed there from its definition, as Marathon {new} takes it; what {old} has stored is not "
        "carried over, and names of attributes, networks and secrets have to exist there"
    )
    yield "data of persistent volumes copied by the services themselves: a volume does not leave its agent"
    yield "service Marathons and other frameworks installed anew, and what runs under them deployed again"
    yield "thorough tests of every app and of what they say to each other, before any traffic moves"
    yield "traffic moved app by app at load balancers or names; until the last has moved, the old cluster is the way back"
