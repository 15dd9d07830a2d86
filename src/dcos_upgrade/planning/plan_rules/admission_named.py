"""Before every start the gate "admission" is asked: another one would let a node go while the cluster is not whole."""

from __future__ import annotations

from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review

ADMISSION = "admission"


def objection(review: Review) -> Objection | None:
    said = review.plan.admission
    if said == ADMISSION:
        return None
    return Objection(reason=f"nodes are admitted by {said or 'no gate'}, not by {ADMISSION}", trace=("admission",))


PLAN_RULE = PlanRule(
    id="admission-named",
    title="Every start is admitted by the gate that looks at the whole cluster",
    source="workbook, FAQ (upgrade with a master missing: rectify first)",
    objection=objection,
)
