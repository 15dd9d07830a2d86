"""The route of a cluster as it stands, also in the middle of a hop: what was begun is ended first. Pure.

A journal may be lost and the day may have changed since the hop began. There is no way back, so the only lawful way out of
two releases is to bring the older nodes to the newer one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from dcos_upgrade import catalog as catalog_room
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.plan import RoutePolicy
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning import rules
from dcos_upgrade.planning.matrix import marked
from dcos_upgrade.planning.question import Question, objections
from dcos_upgrade.planning.route import RouteAnswer, find_route, hop
from dcos_upgrade.planning.rule import Candidate

_AGAINST_BEGINNING = frozenset({"withdrawn", "withdrawn-source", "not-out-yet"})
"""Rules against beginning a hop; they have nothing to say about one that is under way."""


def cluster_route(
    versions: Collection[Version], target: Version, *, on: date, policy: RoutePolicy | None = None
) -> RouteAnswer:
    """From the oldest release in the cluster. Raises Refused when the releases are more than one hop apart."""
    low, high = min(versions), max(versions)
    answer = find_route(low, target, on=on, policy=policy)
    if low == high or (answer.hops and answer.hops[0].target == high):
        return answer
    known = catalog_room.own()
    step = Question(source=low, target=high, on=on, policy=answer.policy, catalog=known).candidate(low, high)
    _one_hop_apart(step)
    onward = find_route(high, target, on=on, policy=policy)
    if not onward.hops:
        return replace(onward, source=low)
    first = hop(low, high)
    further = onward.hops if high != target else ()
    return replace(
        onward,
        source=low,
        route=(low, high, *(each.target for each in further)),
        hops=(first, *further),
        notes=(*_notes(step), *(onward.notes if further else ())),
    )


def _one_hop_apart(step: Candidate) -> None:
    """One minor (the workbook allows this spread for a time), or a leap that the table marks; and the state can be read."""
    states = [rule.objection(step) for rule in rules.discover().values() if rule.of_state]
    reasons = [reason for reason in states if reason is not None]
    if step.minors_apart > 1 and not marked(step):
        reasons.append("no rule ever took that step at once")
    if reasons:
        raise Refused(
            "the cluster's releases are more than one hop apart",
            evidence=f"the oldest is {step.source.version}, the newest {step.target.version}: {'; '.join(reasons)}",
            next_command=f"dcos-upgrade plan --from {step.source.version} --to {step.target.version} --explain",
        )


def _notes(step: Candidate) -> tuple[str, ...]:
    low, high = step.source.version, step.target.version
    against = [reason for rule, reason in objections(step) if rule.id not in _AGAINST_BEGINNING]
    return (f"the hop from {low} to {high} was begun before this plan: it is ended first", *against)
