"""Whether each app is bound to one machine or one kind of machine by a constraint."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps


def read(situation: Situation) -> Reading:
    return of_apps(
        situation, lambda each: any(rule[1] in {"CLUSTER", "LIKE", "IS"} for rule in each.rules() if len(rule) > 1)
    )


FACT = Fact(
    name="app.pinned",
    title="Whether each app is bound to one machine or one kind of machine by a constraint",
    source="workbook, 'Identify what is running, where'",
    typed=Typed(kind=Kind.FLAG, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
