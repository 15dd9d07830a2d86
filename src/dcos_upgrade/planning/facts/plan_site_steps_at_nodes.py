"""The site's own steps that run around the step of a node."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan, site_steps_at_nodes
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, site_steps_at_nodes)


FACT = Fact(
    name="plan.site-steps-at-nodes",
    title="The site's own steps that run around the step of a node",
    source="workbook, 'Execute an Upgrade' (automation)",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
