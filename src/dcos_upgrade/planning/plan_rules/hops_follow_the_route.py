"""Each hop begins where the one before ended, from the first release of the route to the last."""

from __future__ import annotations

from itertools import pairwise

from dcos_upgrade.core.plan import kind_of
from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, place_of_hop


def objection(review: Review) -> Objection | None:
    plan = review.plan
    ends = (plan.route[0], plan.route[-1]) if plan.route else ("nothing", "nothing")
    if ends != (plan.source, plan.target):
        reason = f"the route goes from {ends[0]} to {ends[1]}, the plan from {plan.source} to {plan.target}"
        return Objection(reason=reason, trace=(f"route {' → '.join(plan.route)}",))
    walked = [(hop.source, hop.target) for hop in plan.hops]
    if walked != list(pairwise(plan.route)) and not (not walked and plan.source == plan.target):
        told = tuple(place_of_hop(number, hop) for number, hop in enumerate(plan.hops)) or ("no hop",)
        return Objection(reason=f"the hops do not go along the route {' → '.join(plan.route)}", trace=told)
    return _kinds(review)


def _kinds(review: Review) -> Objection | None:
    for number, hop in enumerate(review.plan.hops):
        ends = review.ends(hop)
        if ends is None:
            continue
        kind = kind_of(ends[0].version, ends[1].version)
        if hop.kind is not kind:
            return Objection(reason=f"it is called a {hop.kind} and is a {kind}", trace=(place_of_hop(number, hop),))
    return None


PLAN_RULE = PlanRule(
    id="hops-follow-the-route",
    title="The hops go along the route, each from where the one before ended",
    source="workbook, 'Upgrade Scenarios' (path to current)",
    objection=objection,
)
