"""Whether in the first hop the leading Mesos master is the last master that is still to be done."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import mesos_leader
from dcos_upgrade.planning.planned import leader_last, of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    leader = mesos_leader(situation)
    if isinstance(leader, Unknown):
        return leader
    return of_plan(situation, lambda plan: leader_last(plan, leader))


FACT = Fact(
    name="plan.leader-last",
    title="Whether in the first hop the leading Mesos master is the last master that is still to be done",
    source="workbook, 'Upgrade Cluster Nodes'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
