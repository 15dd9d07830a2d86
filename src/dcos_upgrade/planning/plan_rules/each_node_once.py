"""Every node of the inventory has exactly one step in each hop; a node left behind is one minor too old after the next hop."""

from __future__ import annotations

from collections import Counter

from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, named, place_of_hop


def objection(review: Review) -> Objection | None:
    known = [str(node.id) for node in review.plan.inventory.nodes]
    for number in range(len(review.plan.hops)):
        counted = Counter(step.node for placed, step in review.steps() if placed.hop_number == number)
        reason = _why(known, counted)
        if reason:
            return Objection(reason=reason, trace=(place_of_hop(number, review.plan.hops[number]),))
    return None


def _why(known: list[str], counted: Counter[str]) -> str:
    strange = sorted(counted.keys() - set(known))
    if strange:
        return f"{named(strange)} is not in the inventory"
    twice = [node for node, times in counted.items() if times > 1]
    if twice:
        return f"{named(twice)} has {counted[twice[0]]} steps"
    without = [node for node in known if node not in counted]
    return f"{named(without)} has no step" if without else ""


PLAN_RULE = PlanRule(
    id="each-node-once",
    title="Every node has exactly one step in each hop",
    source="workbook, FAQ (masters through all versions, agents in one go: no)",
    objection=objection,
)
