"""The leading Mesos master goes last, so that there is one election. Where nobody has looked who leads, the run looks itself."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.plan import StageName
from dcos_upgrade.planning.plan_rule import Objection, PlacedWave, PlanRule, Review


def objection(review: Review) -> Objection | None:
    leader = review.leaders.mesos
    for number in range(len(review.plan.hops)) if leader is not None else ():
        going = list(_going(review, number))
        names = [node for _, node in going]
        if leader in names and names[-1] != leader:
            placed = going[names.index(leader)][0]
            after = names[names.index(leader) + 1 :]
            return placed.objection(f"{leader} leads Mesos and goes before {', '.join(after)}", [leader])
    return None


def _going(review: Review, hop: int) -> Iterator[tuple[PlacedWave, str]]:
    """The masters of this hop that are still to be done, in the plan's order."""
    for placed, step in review.steps():
        if placed.hop_number == hop and placed.stage.name is StageName.MASTERS and not step.done:
            yield placed, step.node


PLAN_RULE = PlanRule(
    id="mesos-leader-last",
    title="The leading Mesos master goes last",
    source="workbook, 'Upgrade Cluster Nodes' (concluding with the leader so that election only takes place once)",
    objection=objection,
)
