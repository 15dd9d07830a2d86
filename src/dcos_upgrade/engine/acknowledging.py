"""What people are asked once for a run, and the point at which it waits for them where the site requires it."""

from __future__ import annotations

from msgspec import UNSET

from dcos_upgrade.core import journal
from dcos_upgrade.core.acknowledgement import Question
from dcos_upgrade.core.plan import Plan, questions_of
from dcos_upgrade.engine.state import RunState

ACKNOWLEDGEMENTS = "acknowledgements"
"""The point before the first step of a run at which all of them must have been given."""

SHOWN = 8


def missing(plan: Plan, state: RunState) -> tuple[Question, ...]:
    """The questions that could be answered by now and nobody has said yes to, in the order of the plan."""
    return tuple(each for each in due(plan, state) if each.id not in state.acknowledged)


def due(plan: Plan, state: RunState) -> tuple[Question, ...]:
    """All of them once the run is over; until then those that can be answered before."""
    return tuple(each for each in questions_of(plan) if state.outcome is not None or not each.after)


def unacknowledged(plan: Plan, state: RunState) -> journal.Halted | None:
    """A halt before the first step of the run, where the plan requires what is not given yet."""
    required = plan.acknowledgements is not UNSET and plan.acknowledgements.required
    if not required or state.hops_begun:
        return None
    left = missing(plan, state)
    return _halted(left) if left else None


def _halted(left: tuple[Question, ...]) -> journal.Halted:
    more = f" and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
    names = ", ".join(each.id for each in left[:SHOWN])
    return journal.Halted(
        what="acknowledgement",
        name=ACKNOWLEDGEMENTS,
        node="cluster",
        reason=f"no step begins before people have acknowledged {names}{more}",
        next=f"dcos-upgrade ack --list; for each: dcos-upgrade ack {left[0].id} --reason TEXT; then: dcos-upgrade resume",
    )
