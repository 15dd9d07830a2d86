"""A master is touched only when all the others serve: one step in a wave, one in flight."""

from __future__ import annotations

from dcos_upgrade.core.plan import StageName
from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review


def objection(review: Review) -> Objection | None:
    for placed in review.waves:
        wave = placed.wave
        if placed.stage.name is not StageName.MASTERS or (len(wave.steps) <= 1 and wave.at_once == 1):
            continue
        nodes = [step.node for step in wave.steps]
        return placed.objection(f"{len(nodes)} masters in one wave, {wave.at_once} of them at once", nodes)
    return None


PLAN_RULE = PlanRule(
    id="masters-go-alone",
    title="Masters go one at a time, each with a wave and a soak of its own",
    source="workbook, 'Upgrade Cluster Nodes' (masters should be done 1 at a time)",
    objection=objection,
)
