"""Every release of the plan is one that the catalog knows; nothing can be said of another."""

from __future__ import annotations

from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, named


def objection(review: Review) -> Objection | None:
    plan = review.plan
    ends = (release for hop in plan.hops for release in (hop.source, hop.target))
    steps = (release for _, step in review.steps() for release in (step.source, step.target))
    said = dict.fromkeys((plan.source, plan.target, *plan.route, *ends, *steps))
    strange = [release for release in said if review.release(release) is None]
    if not strange:
        return None
    return Objection(reason=f"the catalog does not know {named(strange)}", trace=(f"route {' → '.join(plan.route)}",))


PLAN_RULE = PlanRule(
    id="releases-known",
    title="The catalog knows every release of the plan",
    source="the catalog (dcos-upgrade catalog list)",
    objection=objection,
)
