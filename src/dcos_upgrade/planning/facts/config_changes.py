"""Keys of the planned configuration that differ from the cluster's own, without those that the target asks for.

A plan of a hop to another release has no others: what does not go along with the target refuses the plan before there is one.
"""

from __future__ import annotations

from msgspec import UNSET

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown, Value
from dcos_upgrade.core.plan import HopKind, Plan, PlannedConfiguration
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, _changes)


def _changes(plan: Plan) -> Value | Unknown:
    if plan.configuration is UNSET:
        return Unknown("the planned configuration was not compared")
    alone = any(hop.kind is HopKind.RECONFIGURE for hop in plan.hops)
    return _known(plan.configuration, len(plan.configuration.changes) if alone else 0)


def _known(found: PlannedConfiguration, changes: int) -> Value | Unknown:
    """A key with a secret that nobody compared may be one more."""
    if found.not_compared and not changes:
        return Unknown(f"keys with secrets were not compared: {', '.join(found.not_compared)}")
    return float(changes)


FACT = Fact(
    name="config.changes",
    title="Keys of the planned configuration that differ from the cluster's own, without those that the target asks for",
    source="workbook, 'Things to Fix Before an Upgrade' 2",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
