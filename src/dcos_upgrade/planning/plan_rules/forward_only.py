"""No hop goes back, nor stays where it is: Marathon refuses a stored state that is newer than itself."""

from __future__ import annotations

from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, place_of_hop


def objection(review: Review) -> Objection | None:
    for number, hop in enumerate(review.plan.hops):
        ends = review.ends(hop)
        if ends is not None and ends[1].version <= ends[0].version:
            reason = f"{hop.target} is not newer than {hop.source}, and there is no way back in DC/OS"
            return Objection(reason=reason, trace=(place_of_hop(number, hop),))
    return None


PLAN_RULE = PlanRule(
    id="forward-only",
    title="Every hop goes to a newer release",
    source="workbook, FAQ (rollback: none); Marathon storage migration",
    objection=objection,
)
