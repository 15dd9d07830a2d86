"""A stage may lose as many agents as its pacing says, or fewer."""

from __future__ import annotations

from msgspec import UNSET

from dcos_upgrade.planning.plan_rule import AGENT_STAGES, Objection, PlanRule, Review, place_of_stage


def objection(review: Review) -> Objection | None:
    given = review.plan.pacing.failure_budget
    most = 0 if given is UNSET else given
    for number, hop in enumerate(review.plan.hops):
        for stage in hop.stages:
            if stage.name in AGENT_STAGES and not 0 <= stage.failure_budget <= most:
                reason = f"{stage.name} may lose {stage.failure_budget}, and the pacing allows 0 to {most}"
                return Objection(reason=reason, trace=(place_of_stage(number, hop, stage),))
    return None


PLAN_RULE = PlanRule(
    id="budgets-as-paced",
    title="No stage may lose more agents than its pacing says",
    source="workbook, 'Recovering from Failures During an Upgrade' (1 out of 500)",
    objection=objection,
)
