"""A hop over more than one minor is taken only where the vendor's table marks exactly that step."""

from __future__ import annotations

from dcos_upgrade.planning.matrix import marked
from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, place_of_hop
from dcos_upgrade.planning.rule import Candidate


def objection(review: Review) -> Objection | None:
    plan = review.plan
    for number, hop in enumerate(plan.hops):
        ends = review.ends(hop)
        if ends is None:
            continue
        source, target = ends
        step = Candidate(
            source=source,
            target=target,
            wanted=target.version,
            on=plan.on,
            policy=plan.policy,
            catalog=review.catalog,
        )
        if step.minors_apart > 1 and not marked(step):
            reason = f"{hop.source} to {hop.target} is {step.minors_apart} minors at once, and no table marks that step"
            return Objection(reason=reason, trace=(place_of_hop(number, hop),))
    return None


PLAN_RULE = PlanRule(
    id="leaps-are-marked",
    title="One minor in a hop, unless the table marks the step",
    source="workbook, FAQ (jumping several versions: absolutely not); DC/OS documentation, 'Upgrading', tables from 2018-10-25 on",
    objection=objection,
)
