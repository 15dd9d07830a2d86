"""A step is found done only where a node was seen at the target: in the first hop, masters before agents, as the facts say."""

from __future__ import annotations

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.plan import Step
from dcos_upgrade.planning.plan_rule import Objection, PlacedWave, PlanRule, Review


def objection(review: Review) -> Objection | None:
    masters_left = [
        step.node
        for placed, step in review.steps()
        if placed.hop_number == 0 and review.roles.get(step.node) is Role.MASTER and not step.done
    ]
    for placed, step in review.steps():
        reason = _why(review, placed, step, masters_left)
        if reason:
            return placed.objection(reason, [step.node])
    return None


def _why(review: Review, placed: PlacedWave, step: Step, masters_left: list[str]) -> str:
    if step.done and placed.hop_number > 0:
        return f"{step.node} counts as done in a hop that has not begun"
    if step.done and masters_left and review.roles.get(step.node) is not Role.MASTER:
        return f"the agent {step.node} counts as done before the master {masters_left[0]}"
    seen = review.plan.relied_on.get(f"release of {step.node}")
    if placed.hop_number > 0 or seen is None:
        return ""
    if seen != (step.target if step.done else step.source):
        return (
            f"{step.node} was seen at {seen} and counts as {'done' if step.done else 'to be done from ' + step.source}"
        )
    return ""


PLAN_RULE = PlanRule(
    id="done-is-true",
    title="What counts as done was seen at its target",
    source="workbook, FAQ (agents first, then masters: no); the facts that the plan relies on",
    objection=objection,
)
