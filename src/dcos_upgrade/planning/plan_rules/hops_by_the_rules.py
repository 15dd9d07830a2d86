"""Each hop is one that the policy's rules take on the day of the plan. One that was begun before must only be possible at all."""

from __future__ import annotations

from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, place_of_hop, version_of
from dcos_upgrade.planning.question import Question, objections


def objection(review: Review) -> Objection | None:
    plan = review.plan
    source, target = version_of(plan.source), version_of(plan.target)
    if source is None or target is None:
        return None
    asked = Question(source=source, target=target, on=plan.on, policy=plan.policy, catalog=review.catalog)
    for number, hop in enumerate(plan.hops):
        ends = review.ends(hop)
        if ends is None:
            continue
        against = objections(asked.candidate(ends[0].version, ends[1].version))
        counted = [(rule, reason) for rule, reason in against if rule.of_state or not review.begun(number)]
        if counted:
            rule, reason = counted[0]
            return Objection(reason=f"{reason} [{rule.id}]", trace=(place_of_hop(number, hop),))
    return None


PLAN_RULE = PlanRule(
    id="hops-by-the-rules",
    title="Every hop is one that the rules of its day take",
    source="the rules between releases (dcos-upgrade plan --explain)",
    objection=objection,
)
