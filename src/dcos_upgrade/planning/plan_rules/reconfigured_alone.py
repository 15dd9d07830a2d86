"""A hop that changes the configuration is the only one of its plan, and the plan says what changes."""

from __future__ import annotations

from msgspec import UNSET

from dcos_upgrade.core.plan import HopKind
from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, place_of_hop


def objection(review: Review) -> Objection | None:
    plan = review.plan
    for number, hop in enumerate(plan.hops):
        if hop.kind is not HopKind.RECONFIGURE:
            continue
        if len(plan.hops) > 1:
            reason = "the configuration changes in a run that goes to another release, too"
            return Objection(reason=reason, trace=(place_of_hop(number, hop),))
        if plan.configuration is UNSET:
            return Objection(reason="nothing says what changes in it", trace=(place_of_hop(number, hop),))
    return None


PLAN_RULE = PlanRule(
    id="reconfigured-alone",
    title="A change of configuration is a run of its own",
    source="workbook, FAQ (config.yaml with the version: no)",
    objection=objection,
)
