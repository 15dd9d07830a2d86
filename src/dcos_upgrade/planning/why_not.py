"""The smallest set of things to change so that a way becomes open. Pure, and exact.

There may be several ways to where somebody wants to go, each with conditions that are not met. A change may meet several of them,
and a condition may be met by one change or another. Asked for is the way that needs the fewest changes, and which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dcos_upgrade.core.version import Version

Options = frozenset[str]
"""Ids of the changes of which any one meets a condition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that people can change: ``what`` in the imperative, ``verify`` the command that shows that it is done."""

    id: str
    what: str
    verify: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that stands in a way, on which rule's word. Any of ``met_by`` lifts it; nothing does where that is empty.

    ``unknown``: nobody knows whether it is met, which is not met.
    """

    rule: str
    reason: str
    source: str
    met_by: tuple[Change, ...] = ()
    unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A route, and everything that stands in it now. ``route`` is empty where nobody can say which it would be."""

    route: tuple[Version, ...]
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The changes that open a way: the fewest of all, in the order of their ids."""

    way: Way
    changes: tuple[Change, ...]

    def met_by(self, change: Change) -> tuple[Condition, ...]:
        """What this change lifts."""
        return tuple(each for each in self.way.conditions if change in each.met_by)


def openings(ways: Iterable[Way]) -> tuple[Opening, ...]:
    """Each way that can be opened with its own smallest set, the smallest of all first; among equals the earlier way."""
    found = (_opening(way) for way in ways)
    return tuple(sorted((each for each in found if each is not None), key=lambda each: len(each.changes)))


def smallest_opening(ways: Sequence[Way]) -> Opening | None:
    """The first of them. None when no way can be opened by any change that is known."""
    return next(iter(openings(ways)), None)


def _opening(way: Way) -> Opening | None:
    named = {change.id: change for condition in way.conditions for change in condition.met_by}
    found = smallest_set([frozenset(change.id for change in condition.met_by) for condition in way.conditions])
    return None if found is None else Opening(way=way, changes=tuple(named[each] for each in found))


def smallest_set(conditions: Iterable[Options]) -> tuple[str, ...] | None:
    """The fewest ids of which each condition has one, in order; of several such sets the first by their ids.

    None when a condition has no option. Branch and bound: a branch is given up when what it has, and what it needs for certain,
    is more than the best that is known.
    """
    search = _Search()
    search.descend((), sorted(set(conditions), key=_narrow_first))
    return search.best


def _narrow_first(options: Options) -> tuple[int, list[str]]:
    return len(options), sorted(options)


class _Search:
    def __init__(self) -> None:
        self.best: tuple[str, ...] | None = None

    def descend(self, chosen: tuple[str, ...], open_ones: Sequence[Options]) -> None:
        """``open_ones`` are not met by ``chosen``; the one with the fewest options comes first."""
        if not open_ones:
            self._offer(tuple(sorted(chosen)))
            return
        if self.best is not None and len(chosen) + needed(open_ones) > len(self.best):
            return
        for option in sorted(open_ones[0]):
            self.descend((*chosen, option), [each for each in open_ones if option not in each])

    def _offer(self, found: tuple[str, ...]) -> None:
        if self.best is None or (len(found), found) < (len(self.best), self.best):
            self.best = found


def needed(conditions: Sequence[Options]) -> int:
    """A number of changes below which these conditions cannot be met: how many of them share no option with another."""
    return sum(1 for _ in _apart(conditions))


def _apart(conditions: Sequence[Options]) -> Iterator[Options]:
    taken: set[str] = set()
    for options in conditions:
        if not taken & options:
            taken |= options
            yield options
