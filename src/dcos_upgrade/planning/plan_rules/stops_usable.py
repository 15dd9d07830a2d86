"""No hop of a plan ends on a withdrawn release, except one that was begun before: there is no way out of that but its end."""

from __future__ import annotations

from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, place_of_hop


def objection(review: Review) -> Objection | None:
    for number, hop in enumerate(review.plan.hops):
        target = review.release(hop.target)
        why = None if target is None else target.withdrawn or target.hotfix
        if why is not None and not review.begun(number):
            return Objection(reason=f"{hop.target} is no place to stop at: {why}", trace=(place_of_hop(number, hop),))
    return None


PLAN_RULE = PlanRule(
    id="stops-usable",
    title="No stop on a withdrawn release",
    source="DC/OS release notes of 1.13.9, 2.0.4 and 2.2.1",
    objection=objection,
)
