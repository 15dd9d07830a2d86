"""Whether the planned security mode is another one than the cluster's."""

from __future__ import annotations

from msgspec import UNSET

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown, Value
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.intents.intent import SECURITY
from dcos_upgrade.planning.planned import of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, _changes)


def _changes(plan: Plan) -> Value | Unknown:
    if plan.configuration is UNSET:
        return Unknown("the planned configuration was not compared")
    return any(change.key == SECURITY for change in plan.configuration.changes)


FACT = Fact(
    name="security.changes",
    title="Whether the planned security mode is another one than the cluster's",
    source="workbook, 'FAQ Regarding Upgrades'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
