"""Which releases in which order: by the rules that were in force on the day of the plan. Pure.

Two eras. Until 2018-10-25 the vendor had one sentence: from the newest patch of a minor to the newest of the next one.
Then came tables with older sources and some skipped minors. Neither 1.10.7 nor 1.10.8 is written down anywhere: the
intermediate stop follows from the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dcos_upgrade import catalog as catalog_room
from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.core.plan import HopKind, Refusal, RoutePolicy
from dcos_upgrade.core.version import Minor, Version
from dcos_upgrade.planning import rules
from dcos_upgrade.planning.rule import Candidate, Rule, newest

MATRIX_SINCE = date(2018, 10, 25)
FIRST_MATRIX_MINOR = Minor(1, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteHop:
    source: Version
    target: Version
    kind: HopKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteAnswer:
    """``hops`` is empty when there is no route; then ``refusals`` say why. ``notes`` are warnings that refuse nothing."""

    source: Version
    target: Version
    on: date
    policy: RoutePolicy
    route: tuple[Version, ...]
    hops: tuple[RouteHop, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    source: Version
    target: Version
    on: date
    policy: RoutePolicy
    catalog: Catalog

    def candidate(self, source: Version, target: Version) -> Candidate:
        return Candidate(
            source=self.catalog.release(source),
            target=self.catalog.release(target),
            wanted=self.target,
            on=self.on,
            policy=self.policy,
            catalog=self.catalog,
        )


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
    chosen = policy or default_policy(source, target, on)
    question = _Question(source=source, target=target, on=on, policy=chosen, catalog=known)
    known.release(source), known.release(target)
    stops = _stops(question)
    accepted = stops if _all_accepted(question, stops) else ()
    return RouteAnswer(
        source=source,
        target=target,
        on=on,
        policy=chosen,
        route=accepted,
        hops=tuple(_hop(first, second) for first, second in pairwise(accepted)),
        refusals=tuple(_refusals(question, stops, accepted)),
        notes=tuple(_notes(question, accepted)),
    )


def default_policy(source: Version, target: Version, on: date) -> RoutePolicy:
    """The tables, once they were published and where both ends are in them; the sentence of 2018 otherwise."""
    in_tables = source.minor >= FIRST_MATRIX_MINOR and target.minor >= FIRST_MATRIX_MINOR
    return RoutePolicy.MATRIX_FINAL if on >= MATRIX_SINCE and in_tables else RoutePolicy.TEXT_2018


def objections(step: Candidate) -> tuple[tuple[Rule, str], ...]:
    """Every rule of the policy that refuses this step, with its reason."""
    applying = (rule for rule in rules.discover().values() if step.policy in rule.policies)
    found = ((rule, rule.objection(step)) for rule in applying if rule.severity is Severity.BLOCKER)
    return tuple((rule, reason) for rule, reason in found if reason is not None)


def _hop(source: Version, target: Version) -> RouteHop:
    kind = HopKind.PATCH if source.minor == target.minor else HopKind.UPGRADE
    return RouteHop(source=source, target=target, kind=kind)


def _all_accepted(question: _Question, stops: Sequence[Version]) -> bool:
    if not stops:
        return False
    return not any(objections(question.candidate(first, second)) for first, second in pairwise(stops))


def _stops(question: _Question) -> tuple[Version, ...]:
    """The route that the policy asks for, whether or not every rule accepts it."""
    if question.target <= question.source:
        return (question.source, question.target)
    if question.policy is RoutePolicy.MATRIX_FINAL:
        return _by_matrix(question)
    return _by_text(question)


def _by_text(question: _Question) -> tuple[Version, ...]:
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


def _by_matrix(question: _Question) -> tuple[Version, ...]:
    """Fewest hops over the marked cells; among those the newest stop, earliest hop first."""
    distances = _distances(question)
    stops = [question.source]
    while stops[-1] != question.target:
        here = distances.get(stops[-1])
        if here is None:
            return ()
        closer = [each for each in _marked(question, stops[-1]) if distances.get(each) == here - 1]
        stops.append(max(closer))
    return tuple(stops)


def _distances(question: _Question) -> dict[Version, int]:
    """How many hops from each release to the wanted one, counted backwards from it."""
    distances = {question.target: 0}
    edge = [question.target]
    while edge:
        before = [
            source
            for source in question.catalog.versions
            if source not in distances and any(target in edge for target in _marked(question, source))
        ]
        distances.update(dict.fromkeys(before, max(distances.values()) + 1))
        edge = before
    return distances


def _marked(question: _Question, source: Version) -> list[Version]:
    """Where the tables and every other rule let one go from here on the day of the plan."""
    cells = [target for table in question.catalog.tables for target in table.edges.get(source, ())]
    may = [target for target in cells if _may_stop(question, target)]
    return [target for target in may if not objections(question.candidate(source, target))]


def _may_stop(question: _Question, version: Version) -> bool:
    return version == question.target or question.catalog.release(version).usable


def _refusals(question: _Question, stops: Sequence[Version], accepted: Sequence[Version]) -> Iterable[Refusal]:
    """Every refused step: the shorter ones past the stops of the route, and the route's own when it does not hold."""
    steps = [*_shortcuts(accepted or stops), *([] if accepted else pairwise(stops))]
    if not stops:
        steps = [(question.source, question.target)]
    for source, target in dict.fromkeys(steps):
        for rule, reason in objections(question.candidate(source, target)):
            yield Refusal(
                source_release=str(source), target_release=str(target), rule=rule.id, reason=reason, source=rule.source
            )


def _shortcuts(stops: Sequence[Version]) -> list[tuple[Version, Version]]:
    """Longest leap first."""
    pairs = [(first, second) for n, first in enumerate(stops) for second in stops[n + 2 :]]
    return sorted(pairs, key=lambda pair: stops.index(pair[0]) - stops.index(pair[1]))


def _notes(question: _Question, route: Sequence[Version]) -> Iterable[str]:
    if question.source == question.target:
        yield "source and target are the same: this is a change of configuration, not an upgrade"
    yield from _support(question)
    for first, second in pairwise(route):
        step = question.candidate(first, second)
        for rule in rules.discover().values():
            if rule.severity is Severity.WARNING and question.policy in rule.policies:
                reason = rule.objection(step)
                if reason is not None:
                    yield reason
        if question.policy is RoutePolicy.MATRIX_FINAL and step.minors_apart > 1:
            yield f"{first} to {second} skips a minor, as the table allows"
    start = question.catalog.release(question.source)
    if start.withdrawn is not None:
        yield f"{question.source} is withdrawn ({start.withdrawn}): leave it soon"


def _support(question: _Question) -> Iterable[str]:
    """N-2: the newest minor of the day and the two before it are supported; an old one is a reason to go, not to stay."""
    minors = question.catalog.minors
    mine = question.source.minor
    entry = next(entry for entry in minors if entry.minor == mine)
    if question.on < entry.support_ends:
        return
    yield f"{mine} is out of support since {entry.support_ends} ({entry.basis})"
    out = [each.minor for each in minors if each.released is None or each.released <= question.on]
    behind = len(out) - 1 - out.index(mine) if mine in out else 0
    if behind >= 3:
        yield f"{mine} is {behind} minors behind: consider a new cluster and moving the apps to it"
