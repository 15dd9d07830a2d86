"""At least one agent, and no more at once than the operator, the bootstrap host and the out budget allow."""

from __future__ import annotations

from dcos_upgrade.planning.bandwidth import in_flight
from dcos_upgrade.planning.plan_rule import AGENT_STAGES, Objection, PlanRule, Review
from dcos_upgrade.planning.plan_rules.pacing_sound import PLAN_RULE as PACING


def objection(review: Review) -> Objection | None:
    """A pacing that means nothing allows nothing, and has a rule of its own."""
    if PACING.objection(review) is not None:
        return None
    most = in_flight(review.plan.pacing)
    for placed in review.waves:
        if placed.stage.name in AGENT_STAGES and not 1 <= placed.wave.at_once <= most:
            return placed.objection(f"{placed.wave.at_once} agents at once; the pacing allows 1 to {most}")
    return None


PLAN_RULE = PlanRule(
    id="in-flight-as-paced",
    title="No more agents at once than the pacing allows",
    source="workbook, 'Upgrade Cluster Nodes' (web server or registry that hosts the binaries)",
    objection=objection,
)
