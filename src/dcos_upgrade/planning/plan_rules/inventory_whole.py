"""The inventory that everything is counted against: the plan's own cluster, at least one master, no id or address twice."""

from __future__ import annotations

from collections import Counter

from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, named


def objection(review: Review) -> Objection | None:
    plan = review.plan
    nodes = plan.inventory.nodes
    twice = [each for each, times in Counter([node.id for node in nodes]).items() if times > 1]
    shared = [each for each, times in Counter([node.address for node in nodes]).items() if times > 1]
    reasons = (
        (plan.inventory.cluster != plan.cluster, f"it is of {plan.inventory.cluster}, the plan of {plan.cluster}"),
        (not plan.inventory.masters, "it has no master"),
        (bool(twice), f"{named(twice)} is there more than once"),
        (bool(shared), f"the address {named(shared)} belongs to more than one node"),
    )
    wrong = next((reason for holds, reason in reasons if holds), None)
    return None if wrong is None else Objection(reason=wrong, trace=(f"the inventory, {len(nodes)} nodes",))


PLAN_RULE = PlanRule(
    id="inventory-whole",
    title="The inventory is of this cluster and names every node once",
    source="workbook, 'Cluster State' (inventory)",
    objection=objection,
)
