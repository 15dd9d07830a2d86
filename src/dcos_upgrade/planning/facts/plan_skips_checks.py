"""Whether a step of the site hands --skip-checks to anything."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan, skips_checks
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, skips_checks)


FACT = Fact(
    name="plan.skips-checks",
    title="Whether a step of the site hands --skip-checks to anything",
    source="workbook, 'FAQ Regarding Upgrades'; dcos_node_upgrade.sh",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
