"""Where a hop brings another Marathon, the old ones are held back once a new one can lead."""

from __future__ import annotations

from dcos_upgrade.core.plan import StageName
from dcos_upgrade.planning.holding import hold_back
from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, place_of_hop
from dcos_upgrade.planning.route import hop as route_hop


def objection(review: Review) -> Objection | None:
    for number, hop in enumerate(review.plan.hops):
        ends = review.ends(hop)
        if ends is None or hold_back(route_hop(ends[0].version, ends[1].version), review.plan.inventory) is not True:
            continue
        masters = review.plan.stage(number, StageName.MASTERS)
        if masters is not None and masters.hold_back is not True:
            reason = f"{hop.target} brings another Marathon, and an old one could lead after a new one"
            return Objection(reason=reason, trace=(f"{place_of_hop(number, hop)}, masters: hold_back is not set",))
    return None


PLAN_RULE = PlanRule(
    id="old-marathons-held-back",
    title="No old Marathon leads after a new one",
    source="Marathon storage migration (a stored state newer than itself is refused)",
    objection=objection,
)
