"""The site's own steps that run before the validation."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan, site_steps_early
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, site_steps_early)


FACT = Fact(
    name="plan.site-steps-early",
    title="The site's own steps that run before the validation",
    source="workbook, 'A Summary of Upgrade Steps' i",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
