"""Every way on which a release could be reached, if another day or other rules were chosen; and what else is near it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.plan import Refusal, RoutePolicy
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning import rules
from dcos_upgrade.planning.question import Question, default_policy
from dcos_upgrade.planning.route import RouteAnswer, blockers, find_route
from dcos_upgrade.planning.rule import EVERY_POLICY
from dcos_upgrade.planning.why_not import Change, Condition, Way

IN_ORDER = (RoutePolicy.TEXT_2018, RoutePolicy.MATRIX_FINAL, RoutePolicy.SEED_STRICT)
"""Of policies that would all do, the first is named."""
NEAR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where somebody wants to go. ``policy`` is None where the day decides."""

    source: Version
    target: Version
    on: date
    policy: RoutePolicy | None
    catalog: Catalog

    def answer(self) -> RouteAnswer:
        return find_route(self.source, self.target, on=self.on, policy=self.policy, catalog=self.catalog)

    def question(self) -> Question:
        chosen = self.policy or default_policy(self.source, self.target, self.on, self.catalog)
        return Question(source=self.source, target=self.target, on=self.on, policy=chosen, catalog=self.catalog)

    def command(self) -> str:
        """The call that shows the route."""
        policy = f" --policy {self.policy}" if self.policy else ""
        return f"dcos-upgrade plan --from {self.source} --to {self.target} --on {self.on}{policy}"


def ways_to(wanted: Wanted) -> tuple[Way, ...]:
    """The route of the question itself, or else every other day and policy with which there is one; at least one way.

    A way that nothing opens has the objections that stand for good.
    """
    answer = wanted.answer()
    if answer.hops:
        return (Way(route=answer.route, conditions=()),)
    refused = sorted(blockers(wanted.question()), key=_of_a_policy)
    others = () if _for_good(wanted) else tuple(_others(wanted, refused))
    return others or (Way(route=(), conditions=tuple(_condition(each) for each in refused)),)


def near(wanted: Wanted) -> tuple[RouteAnswer, ...]:
    """Other releases of the same minor that can be reached as things are, the nearest patches first."""
    known = [each.version for each in wanted.catalog.of(wanted.target.minor) if each.version != wanted.target]
    by_distance = sorted(known, key=lambda each: (abs(each.patch - wanted.target.patch), -each.patch))
    ahead = (each for each in by_distance if each > wanted.source)
    answers = (replace(wanted, target=each).answer() for each in ahead)
    reached = (answer for answer in answers if answer.hops)
    return tuple(answer for answer, _ in zip(reached, range(NEAR), strict=False))


def _of_a_policy(refused: Refusal) -> bool:
    """What holds under every policy is said first."""
    return rules.discover()[refused.rule].policies != EVERY_POLICY


def _for_good(wanted: Wanted) -> bool:
    """Neither a day nor a policy changes that a release is withdrawn, is no public one, or lies behind."""
    release = wanted.catalog.release(wanted.target)
    return wanted.target <= wanted.source or release.withdrawn is not None or release.hotfix is not None


def _others(wanted: Wanted, refused: Sequence[Refusal]) -> Iterator[Way]:
    """For each policy the earliest day that does."""
    days = _days(wanted)
    for policy in (wanted.policy, *(each for each in IN_ORDER if each is not wanted.policy)):
        if policy is not wanted.policy and policy is wanted.question().policy:
            continue
        asked = (replace(wanted, on=day, policy=policy) for day in days)
        found = next((each for each in asked if each.answer().hops), None)
        if found is not None:
            yield Way(route=found.answer().route, conditions=tuple(_conditions(wanted, found, refused)))


def _days(wanted: Wanted) -> tuple[date, ...]:
    """The day of the plan, and every later one on which a release between came out or other rules came into force.

    Before the wanted release itself is out nothing is gained by waiting.
    """
    known = wanted.catalog
    between = [each for each in known.minors if wanted.source.minor <= each.minor <= wanted.target.minor]
    out = [each.released or each.tagged for minor in between for each in known.of(minor.minor)]
    eras = [era.since for era in known.eras if era.since is not None]
    first = known.release(wanted.target)
    later = {day for day in (*out, *eras) if day > wanted.on and first.known_on(day)}
    return (wanted.on, *sorted(later))


def _conditions(wanted: Wanted, found: Wanted, refused: Sequence[Refusal]) -> Iterator[Condition]:
    """One for each of the two that has to change, with the objection that it lifts."""
    changes = tuple(_changes(wanted, found))
    for change in changes:
        lifted = [each for each in refused if _lifts(change, changes, each, wanted, found)] or list(refused)
        for each in lifted:
            yield replace(_condition(each), met_by=(change,))


def _changes(wanted: Wanted, found: Wanted) -> Iterator[Change]:
    if found.on != wanted.on:
        yield Change(id=f"day {found.on}", what=f"wait until {found.on}: plan for that day", verify=found.command())
    if found.policy is not wanted.policy:
        what = f"ask the vendor, then choose the rules of {found.policy} by their name: --policy {found.policy}"
        yield Change(id=f"policy {found.policy}", what=what, verify=found.command())


def _lifts(change: Change, changes: Sequence[Change], refused: Refusal, wanted: Wanted, found: Wanted) -> bool:
    """Whether this objection is gone with this change alone; a single change lifts everything."""
    if len(changes) == 1:
        return True
    alone = replace(wanted, on=found.on) if change.id.startswith("day") else replace(wanted, policy=found.policy)
    return all(each.rule != refused.rule for each in blockers(alone.question()))


def _condition(refused: Refusal) -> Condition:
    return Condition(rule=refused.rule, reason=refused.reason, source=refused.source)
