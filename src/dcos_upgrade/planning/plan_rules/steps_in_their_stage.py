"""A node goes with the nodes of its role: the script finds its role on the node itself, the gates are chosen by the stage."""

from __future__ import annotations

from dcos_upgrade.planning.plan_rule import ROLE_OF, Objection, PlanRule, Review


def objection(review: Review) -> Objection | None:
    for placed, step in review.steps():
        role, wanted = review.roles.get(step.node), ROLE_OF.get(placed.stage.name)
        if role is not None and wanted is not None and role is not wanted:
            return placed.objection(f"{step.node} is a {role} and stands among {placed.stage.name}", [step.node])
    return None


PLAN_RULE = PlanRule(
    id="steps-in-their-stage",
    title="Every node goes in the stage of its role",
    source="workbook, 'Upgrade Cluster Nodes' (ensuring nodes have the right Mesos role)",
    objection=objection,
)
