"""Why a release cannot be reached as things are, and the fewest things to change. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.core.plan import Refusal
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.question import objections
from dcos_upgrade.planning.route import RouteAnswer, blockers, refusal
from dcos_upgrade.planning.ways import Wanted, near, ways_to
from dcos_upgrade.planning.why_not import Change, Condition, Opening, Way, openings


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """One thing to change, and every condition that it lifts. ``change`` is None for what nothing lifts."""

    change: Change | None
    conditions: tuple[Condition, ...]

    @property
    def unknown(self) -> bool:
        return all(each.unknown for each in self.conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """``blocked`` is the smallest set of things to change, empty where nothing stands in the way.

    ``route`` is the one that is open, or would be; ``others`` are ways that need other changes. ``instead``: releases near
    the wanted one that can be reached as things are. ``one_step``: why a route with stops is not one hop.
    """

    wanted: Wanted
    blocked: tuple[Blocked, ...]
    opening: Opening | None
    others: tuple[Opening, ...]
    instead: tuple[RouteAnswer, ...]
    one_step: tuple[Refusal, ...]

    @property
    def code(self) -> ExitCode:
        if not self.blocked:
            return ExitCode.DONE
        return ExitCode.UNKNOWN if all(each.unknown for each in self.blocked) else ExitCode.BLOCKED


def why_not(
    wanted: Wanted, of_cluster: Callable[[tuple[Version, ...]], Sequence[Condition]] = lambda route: ()
) -> WhyNot:
    """``of_cluster`` says what the cluster has against a route. Raises Usage for a release that the catalog does not know."""
    ways = [replace(way, conditions=(*way.conditions, *of_cluster(way.route))) for way in ways_to(wanted)]
    found = _apart(openings(ways))
    opening = found[0] if found else None
    return WhyNot(
        wanted=wanted,
        blocked=tuple(_changed(opening) if opening else _for_good(ways[0])),
        opening=opening,
        others=found[1:],
        instead=near(wanted) if blockers(wanted.question()) else (),
        one_step=tuple(_one_step(wanted, opening)),
    )


def _apart(found: Sequence[Opening]) -> tuple[Opening, ...]:
    """Without those that change all that an earlier one does, and more, and those that lead the same way."""
    kept: list[Opening] = []
    for each in found:
        if not any(_covers(earlier, each) for earlier in kept):
            kept.append(each)
    return tuple(kept)


def _covers(earlier: Opening, later: Opening) -> bool:
    return set(earlier.changes) <= set(later.changes) or earlier.way.route == later.way.route


def _changed(opening: Opening) -> Iterator[Blocked]:
    """What several changes would lift is told with the first of them."""
    told: set[Condition] = set()
    for change in opening.changes:
        lifted = tuple(each for each in opening.met_by(change) if each not in told)
        told.update(lifted)
        yield Blocked(change=change, conditions=lifted or opening.met_by(change))


def _for_good(way: Way) -> Iterator[Blocked]:
    for condition in dict.fromkeys(way.conditions):
        yield Blocked(change=next(iter(condition.met_by), None), conditions=(condition,))


def _one_step(wanted: Wanted, opening: Opening | None) -> Iterator[Refusal]:
    if opening is None or len(opening.way.route) <= 2:
        return
    step = wanted.question().candidate(wanted.source, wanted.target)
    for rule, reason in objections(step):
        yield refusal(wanted.source, wanted.target, rule, reason)
