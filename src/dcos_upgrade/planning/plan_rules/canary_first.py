"""The first wave of agents is a canary, and holds nobody critical while there is somebody who is not."""

from __future__ import annotations

from dcos_upgrade.planning.plan_rule import ROLE_OF, Objection, PlacedWave, PlanRule, Review
from dcos_upgrade.planning.soaks import CANARY


def objection(review: Review) -> Objection | None:
    for placed in review.first_agent_waves:
        if not placed.wave.name.startswith(CANARY):
            return placed.objection(
                "the first wave of agents is not called a canary, so that nothing waits for what it shows"
            )
        critical = _critical(review, placed)
        if critical:
            return placed.objection("critical agents go first, and there are others to show how it goes", critical)
    return None


def _critical(review: Review, placed: PlacedWave) -> list[str]:
    role = ROLE_OF[placed.stage.name]
    critical = {str(node.id): node.critical for node in review.plan.inventory.of(role)}
    if all(critical.values()):
        return []
    return [step.node for step in placed.wave.steps if critical.get(step.node, False)]


PLAN_RULE = PlanRule(
    id="canary-first",
    title="A canary goes first, and it is not critical",
    source="workbook, 'Upgrade Cluster Nodes' (in a canary fashion beginning with the non-critical agent nodes)",
    objection=objection,
)
