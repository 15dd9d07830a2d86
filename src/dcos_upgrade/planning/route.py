"""Which releases in which order: by the rules that were in force on the day of the plan. Pure.

Two eras. Until 2018-10-25 the vendor had one sentence: from the newest patch of a minor to the newest of the next one.
Then came tables with older sources and some skipped minors. Neither 1.10.7 nor 1.10.8 is written down anywhere: the
intermediate stop follows from the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dcos_upgrade import catalog as catalog_room
from dcos_upgrade.catalog import Catalog, EdgeTable
from dcos_upgrade.core.plan import HopKind, PlannedConfiguration, Refusal, RoutePolicy, kind_of
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.notes import notes
from dcos_upgrade.planning.question import Question, default_policy, objections
from dcos_upgrade.planning.rule import Rule, newest


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteHop:
    source: Version
    target: Version
    kind: HopKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteAnswer:
    """``hops`` is empty when there is no route; then ``refusals`` say why. ``notes`` are warnings that refuse nothing.

    ``beside``: there is a route, and what is to change beside it is refused; ``configuration`` is how that compares.
    """

    source: Version
    target: Version
    on: date
    policy: RoutePolicy
    route: tuple[Version, ...]
    hops: tuple[RouteHop, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]
    beside: bool = False
    configuration: PlannedConfiguration | None = None


def find_route(
    source: Version,
    target: Version,
    *,
    on: date,
    policy: RoutePolicy | None = None,
    catalog: Catalog | None = None,
) -> RouteAnswer:
    """The route, or the reasons why there is none. Raises Usage for a release that the catalog does not know."""
    known = catalog or catalog_room.own()
    chosen = policy or default_policy(source, target, on, known)
    question = Question(source=source, target=target, on=on, policy=chosen, catalog=known)
    known.release(source), known.release(target)
    stops = _stops(question)
    accepted = stops if _all_accepted(question, stops) else ()
    return RouteAnswer(
        source=source,
        target=target,
        on=on,
        policy=chosen,
        route=accepted,
        hops=tuple(hop(first, second) for first, second in pairwise(accepted)),
        refusals=tuple(_refusals(question, stops, accepted)),
        notes=tuple(notes(question, accepted)),
    )


def blockers(question: Question) -> tuple[Refusal, ...]:
    """What stands in the policy's own way: the objections to the steps that it would take; empty where there is a route.

    Where the tables lead nowhere, these are the objections to the step at once.
    """
    stops = _stops(question) or (question.source, question.target)
    return tuple(
        refusal(first, second, rule, reason)
        for first, second in pairwise(stops)
        for rule, reason in objections(question.candidate(first, second))
    )


def hop(source: Version, target: Version) -> RouteHop:
    return RouteHop(source=source, target=target, kind=kind_of(source, target))


def _all_accepted(question: Question, stops: Sequence[Version]) -> bool:
    if not stops:
        return False
    return not any(objections(question.candidate(first, second)) for first, second in pairwise(stops))


def _stops(question: Question) -> tuple[Version, ...]:
    """The route that the policy asks for, whether or not every rule accepts it."""
    if question.target <= question.source:
        return (question.source, question.target)
    if question.policy is RoutePolicy.MATRIX_FINAL:
        return _by_matrix(question)
    return _by_text(question)


def _by_text(question: Question) -> tuple[Version, ...]:
    """Newest patch of the present minor, newest patch of every minor between, the wanted release."""
    source, target = question.source, question.target
    if source.minor == target.minor:
        return (source, target)
    minors = [entry.minor for entry in question.catalog.minors]
    between = minors[minors.index(source.minor) : minors.index(target.minor)]
    stops = [source]
    for minor in between:
        best = newest(question.catalog, Version(minor.major, minor.minor, 0), question.on)
        if best is not None and best > stops[-1]:
            stops.append(best)
    return (*stops, target)


def _by_matrix(question: Question) -> tuple[Version, ...]:
    """Fewest hops over the marked cells; among those the newest stop, earliest hop first."""
    ways = _ways_from(question)
    distances = _distances(question.target, ways)
    stops = [question.source]
    while stops[-1] != question.target:
        here = distances.get(stops[-1])
        if here is None:
            return ()
        stops.append(max(each for each in ways[stops[-1]] if distances.get(each) == here - 1))
    return tuple(stops)


def _ways_from(question: Question) -> dict[Version, list[Version]]:
    """Where one can go from the source, from there, and so on, until the wanted release is among them.

    What is further away than it, or not reached at all, is on no shortest way and is not judged.
    """
    ways: dict[Version, list[Version]] = {}
    edge = [question.source]
    while edge and question.target not in edge:
        ways |= {here: _ways(question, here) for here in edge}
        edge = list(dict.fromkeys(onward for here in edge for onward in ways[here] if onward not in ways))
    return ways


def _distances(target: Version, ways: Mapping[Version, Sequence[Version]]) -> dict[Version, int]:
    """How many hops from each release to the wanted one, counted backwards from it."""
    distances = {target: 0}
    edge = {target}
    while edge:
        before = {source for source, onward in ways.items() if source not in distances and edge.intersection(onward)}
        distances.update(dict.fromkeys(before, max(distances.values()) + 1))
        edge = before
    return distances


def _ways(question: Question, source: Version) -> list[Version]:
    """Where the tables and every other rule let one go from here on the day of the plan."""
    cells = [target for table in _tables(question, source) for target in table.edges.get(source, ())]
    may = [target for target in cells if target <= question.target and _may_stop(question, target)]
    return [target for target in may if not objections(question.candidate(source, target))]


def _tables(question: Question, source: Version) -> Iterator[EdgeTable]:
    """The pages that may speak of a step from here towards the wanted release."""
    known = question.catalog
    first, last = known.position(source.minor), known.position(question.target.minor)
    pages = [(HopKind.PATCH, source.minor)]
    pages += [(HopKind.UPGRADE, entry.minor) for entry in known.minors[first + 1 : last + 1]]
    return (table for page in pages if (table := known.table(*page)) is not None)


def _may_stop(question: Question, version: Version) -> bool:
    return version == question.target or question.catalog.release(version).usable


def _refusals(question: Question, stops: Sequence[Version], accepted: Sequence[Version]) -> Iterable[Refusal]:
    """Every refused step: the shorter ones past the stops of the route, and the route's own when it does not hold."""
    steps = [*_shortcuts(accepted or stops), *([] if accepted else pairwise(stops))]
    if not stops:
        steps = [(question.source, question.target)]
    for source, target in dict.fromkeys(steps):
        for rule, reason in objections(question.candidate(source, target)):
            yield refusal(source, target, rule, reason)


def refusal(source: Version, target: Version, rule: Rule, reason: str) -> Refusal:
    return Refusal(
        source_release=str(source), target_release=str(target), rule=rule.id, reason=reason, source=rule.source
    )


def _shortcuts(stops: Sequence[Version]) -> list[tuple[Version, Version]]:
    """Longest leap first."""
    pairs = [(first, second) for n, first in enumerate(stops) for second in stops[n + 2 :]]
    return sorted(pairs, key=lambda pair: stops.index(pair[0]) - stops.index(pair[1]))
