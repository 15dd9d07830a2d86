"""A wave stays within one rack, so that what is spread over racks loses one copy at most."""

from __future__ import annotations

from dcos_upgrade.planning.plan_rule import AGENT_STAGES, Objection, PlanRule, Review, named


def objection(review: Review) -> Objection | None:
    racks = {str(node.id): node.rack for node in review.plan.inventory.nodes}
    for placed in review.waves:
        if placed.stage.name not in AGENT_STAGES:
            continue
        found = {racks[step.node]: step.node for step in placed.wave.steps if step.node in racks}
        if len(found) > 1:
            said = named(sorted(rack or "no rack" for rack in found))
            return placed.objection(f"it has agents of more than one rack: {said}", found.values())
    return None


PLAN_RULE = PlanRule(
    id="one-rack-in-a-wave",
    title="No wave touches two racks",
    source="workbook, 'Upgrade Cluster Nodes' (with considerations on existing SLOs); Mesos fault domains",
    objection=objection,
)
