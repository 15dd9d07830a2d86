"""No master may be lost: "do not proceed, especially if you are upgrading the masters"."""

from __future__ import annotations

from dcos_upgrade.planning.plan_rule import AGENT_STAGES, Objection, PlanRule, Review, place_of_stage


def objection(review: Review) -> Objection | None:
    for number, hop in enumerate(review.plan.hops):
        for stage in hop.stages:
            if stage.name not in AGENT_STAGES and stage.failure_budget != 0:
                reason = f"the stage {stage.name} may lose {stage.failure_budget}, and must lose none"
                return Objection(reason=reason, trace=(place_of_stage(number, hop, stage),))
    return None


PLAN_RULE = PlanRule(
    id="masters-have-no-budget",
    title="The run halts at the first master that fails",
    source="workbook, 'Recovering from Failures During an Upgrade'",
    objection=objection,
)
