"""Looks, timers and counts that can hold anything up: a gate of no looks is open, a timeout of nothing is over at once."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review

AT_LEAST_ONE = ("looks", "at_once", "wave_growth", "out_budget")
ABOVE_ZERO = ("look_interval", "admission_age", "step_timeout", "gate_timeout", "request_timeout", "poll_interval")
ZERO_AND_MORE = ("master_soak", "agent_soak", "soak_stable", "failure_budget", "rack_budget", "run_budget")
TOO_MUCH = 1e9


def objection(review: Review) -> Objection | None:
    wrong = next(_wrong(review.plan.pacing), None)
    return None if wrong is None else Objection(reason=wrong, trace=("pacing",))


def _wrong(pacing: Pacing) -> Iterator[str]:
    values = msgspec.to_builtins(pacing)
    for key, value in values.items():
        if isinstance(value, int | float) and not value < TOO_MUCH:
            yield f"{key} is {value}, which is no measure of a run"
    yield from (f"{key} is {values[key]}, and must be 1 at least" for key in AT_LEAST_ONE if values.get(key, 1) < 1)
    yield from (f"{key} is {values[key]}, and must be more than 0" for key in ABOVE_ZERO if values[key] <= 0)
    yield from (f"{key} is {values[key]}, and must not be negative" for key in ZERO_AND_MORE if values.get(key, 0) < 0)


PLAN_RULE = PlanRule(
    id="pacing-sound",
    title="The pacing has looks, timers and counts that mean something",
    source="workbook, 'Upgrade Cluster Nodes' (query cluster state; let the environment settle)",
    objection=objection,
)
