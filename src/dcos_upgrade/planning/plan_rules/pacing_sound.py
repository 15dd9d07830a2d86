"""Looks, timers and counts that can hold anything up: a gate of no looks is open, a timeout of nothing is over at once."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.planning.plan_rule import TOO_MUCH, Objection, PlanRule, Review

MAY_BE_ZERO = ("master_soak", "agent_soak", "soak_stable", "soak_retry", "failure_budget", "rack_budget", "run_budget")
NOT_LESS_THAN_ONE = ("wave_growth",)
INSTANT = 1e-6
"""Seconds, megabits or megabytes below which a measure is none."""


def objection(review: Review) -> Objection | None:
    wrong = next(_wrong(review.plan.pacing), None)
    return None if wrong is None else Objection(reason=wrong, trace=("pacing",))


def _wrong(pacing: Pacing) -> Iterator[str]:
    values = msgspec.to_builtins(pacing)
    for name, timers in values.pop("soaks", {}).items():
        yield from (
            f"{timer} of {name} is {seconds}, which is no time"
            for timer, seconds in timers.items()
            if not 0 <= seconds < TOO_MUCH
        )
    for key, value in values.items():
        if not _least(key, value) <= value < TOO_MUCH:
            yield f"{key} is {value}, which is no measure of a run"


def _least(key: str, value: float) -> float:
    if key in MAY_BE_ZERO or key == "first_wave":
        return 0
    return 1 if isinstance(value, int) or key in NOT_LESS_THAN_ONE else INSTANT


PLAN_RULE = PlanRule(
    id="pacing-sound",
    title="The pacing has looks, timers and counts that mean something",
    source="workbook, 'Upgrade Cluster Nodes' (query cluster state; let the environment settle)",
    objection=objection,
)
