"""What is said beside a route without refusing it: age, support, leaps that a table allows, days that do not fit. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from dcos_upgrade.core.plan import RoutePolicy
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.question import ERA_POLICY, Question, warnings


def notes(question: Question, route: Sequence[Version]) -> Iterator[str]:
    if question.source == question.target:
        yield "source and target are the same: this is a change of configuration, not an upgrade"
    yield from _support(question)
    yield from _start(question)
    yield from _policy(question)
    for first, second in pairwise(route):
        step = question.candidate(first, second)
        yield from (reason for _, reason in warnings(step))
        if question.policy is RoutePolicy.MATRIX_FINAL and step.minors_apart > 1:
            yield f"{first} to {second} skips a minor, as the table allows"


def _start(question: Question) -> Iterator[str]:
    start = question.catalog.release(question.source)
    if start.withdrawn is not None:
        yield f"{question.source} is withdrawn ({start.withdrawn}): leave it soon"
    if not start.known_on(question.on):
        yield (
            f"{question.source} came out on {start.released or start.tagged}, after the day of the plan ({question.on}): "
            "is the day right?"
        )


def _policy(question: Question) -> Iterator[str]:
    """A policy that was not yet in force is said; it may be chosen all the same."""
    for era in question.catalog.eras:
        if ERA_POLICY[era.name] is question.policy and era.since is not None and question.on < era.since:
            yield f"the tables of policy {question.policy} were published on {era.since}, after the day of the plan"


def _support(question: Question) -> Iterator[str]:
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
