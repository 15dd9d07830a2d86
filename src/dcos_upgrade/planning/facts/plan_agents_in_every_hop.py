"""Whether every hop takes along every agent."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import agents_in_every_hop, of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, agents_in_every_hop)


FACT = Fact(
    name="plan.agents-in-every-hop",
    title="Whether every hop takes along every agent",
    source="workbook, 'FAQ Regarding Upgrades'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
