"""The first wave of agents is small: as the pacing says, or one for each kind of machine where there are more kinds."""

from __future__ import annotations

from msgspec import UNSET

from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review


def objection(review: Review) -> Objection | None:
    for placed in review.first_agent_waves:
        kinds = 1 if placed.stage.kinds is UNSET else placed.stage.kinds
        most = max(1, review.plan.pacing.first_wave, kinds)
        steps = placed.wave.steps
        if len(steps) > most:
            reason = f"the first wave has {len(steps)} agents, and {most} at most are to show how it goes"
            return placed.objection(reason, [step.node for step in steps])
    return None


PLAN_RULE = PlanRule(
    id="first-wave-small",
    title="The first wave of agents is small",
    source="workbook, 'Upgrade Cluster Nodes' (initiate upgrades on a small subset of common nodes)",
    objection=objection,
)
