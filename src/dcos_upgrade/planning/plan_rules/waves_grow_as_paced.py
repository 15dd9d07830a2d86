"""A later wave of agents is no larger than the pacing lets it have grown."""

from __future__ import annotations

from dcos_upgrade.planning.plan_rule import AGENT_STAGES, Objection, PlanRule, Review
from dcos_upgrade.planning.soaks import CANARY


def objection(review: Review) -> Objection | None:
    pacing = review.plan.pacing
    largest, size = len(review.plan.inventory.nodes), 0.0
    for placed in review.waves:
        if placed.stage.name not in AGENT_STAGES:
            continue
        if placed.number == 0:
            size = float(max(1, pacing.first_wave))
        if placed.wave.name.startswith(CANARY):
            continue
        size = min(float(largest), max(size, size * pacing.wave_growth))
        if len(placed.wave.steps) > int(size):
            reason = f"it has {len(placed.wave.steps)} agents; by then the pacing has grown to {int(size)}"
            return placed.objection(reason)
    return None


PLAN_RULE = PlanRule(
    id="waves-grow-as-paced",
    title="Waves of agents grow no faster than the pacing says",
    source="workbook, 'Upgrade Cluster Nodes' (increase upgrades linearly, or at a suitable progression)",
    objection=objection,
)
