"""No hop goes back: Marathon refuses a stored state that is newer than itself. One that stays where it is changes the configuration only."""

from __future__ import annotations

from dcos_upgrade.core.plan import Hop, HopKind
from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, place_of_hop


def objection(review: Review) -> Objection | None:
    for number, hop in enumerate(review.plan.hops):
        ends = review.ends(hop)
        if ends is not None and ends[1].version <= ends[0].version and not _reconfigures(hop):
            reason = f"{hop.target} is not newer than {hop.source}, and there is no way back in DC/OS"
            return Objection(reason=reason, trace=(place_of_hop(number, hop),))
    return None


def _reconfigures(hop: Hop) -> bool:
    return hop.kind is HopKind.RECONFIGURE and hop.source == hop.target


PLAN_RULE = PlanRule(
    id="forward-only",
    title="Every hop goes to a newer release",
    source="workbook, FAQ (rollback: none); Marathon storage migration",
    objection=objection,
)
