"""With one master its upgrade is an outage of all that lead: a person has to want it."""

from __future__ import annotations

from msgspec import UNSET

from dcos_upgrade.core.plan import SINGLE_MASTER
from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, named


def objection(review: Review) -> Objection | None:
    plan = review.plan
    wanted = () if plan.approvals is UNSET else plan.approvals
    masters = plan.inventory.masters
    if not plan.hops or len(masters) != 1 or SINGLE_MASTER in wanted:
        return None
    reason = f"{masters[0].id} is the only master, and the plan does not wait for the approval {SINGLE_MASTER}"
    return Objection(reason=reason, trace=(f"approvals: {named(wanted) or 'none'}",))


PLAN_RULE = PlanRule(
    id="single-master-approved",
    title="A cluster with one master waits for a person",
    source="workbook, 'Upgrade Cluster Nodes' (one election); Mesos documentation, high availability",
    objection=objection,
)
