"""A step goes from its hop's source to its hop's target: the vendor's script is made for one installed version."""

from __future__ import annotations

from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review


def objection(review: Review) -> Objection | None:
    for placed, step in review.steps():
        hop = placed.hop
        if (step.source, step.target) != (hop.source, hop.target):
            reason = f"{step.node} goes {step.source} → {step.target} in the hop {hop.source} → {hop.target}"
            return placed.objection(reason, [step.node])
    return None


PLAN_RULE = PlanRule(
    id="steps-of-their-hop",
    title="Every step goes from its hop's source to its hop's target",
    source="dcos/dcos gen/build_deploy/bash.py (dcos_node_upgrade.sh expects one installed version)",
    objection=objection,
)
