"""Every wave has the gate by which its nodes are seen back in the cluster. More gates are as good; none is not."""

from __future__ import annotations

from dcos_upgrade.core.plan import StageName
from dcos_upgrade.planning.plan_rule import AGENT_STAGES, Objection, PlanRule, Review
from dcos_upgrade.planning.waves import AGENT_GATE, MASTER_GATE

NEEDED = {StageName.MASTERS: MASTER_GATE} | dict.fromkeys(AGENT_STAGES, AGENT_GATE)


def objection(review: Review) -> Objection | None:
    for placed in review.waves:
        needed = NEEDED.get(placed.stage.name)
        if needed is not None and needed not in placed.wave.gates:
            said = ", ".join(placed.wave.gates) or "none"
            return placed.objection(f"its gates are {said}; {needed} is missing")
    return None


PLAN_RULE = PlanRule(
    id="gates-of-their-role",
    title="Every wave has the gate of its role",
    source="workbook, 'Upgrade Cluster Nodes' (make sure that masters re-join; if they do not, STOP)",
    objection=objection,
)
