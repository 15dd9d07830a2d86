"""Whether an app has a constraint that no Marathon can keep: an unknown operator, a pattern or a number that is missing."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps

_ALONE = frozenset({"UNIQUE", "GROUP_BY", "CLUSTER"})
_WITH_VALUE = frozenset({"LIKE", "UNLIKE", "IS"})


def _wrong(constraint: tuple[str, ...]) -> bool:
    """Field, operator and, for most operators, a value."""
    operator = constraint[1].upper() if len(constraint) > 1 else ""
    value = constraint[2] if len(constraint) > 2 else ""
    if operator == "MAX_PER":
        return not value.isdecimal()
    return not value if operator in _WITH_VALUE else operator not in _ALONE


def read(situation: Situation) -> Reading:
    return of_apps(situation, lambda app: any(_wrong(constraint) for constraint in app.constraints or ()))


FACT = Fact(
    name="app.constraint-wrong",
    title="Whether an app has a constraint that no Marathon can keep: an unknown operator, a pattern or a number that is missing",
    source="workbook, 'Things to Fix Before an Upgrade' 4; Marathon, constraints",
    typed=Typed(kind=Kind.FLAG, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
