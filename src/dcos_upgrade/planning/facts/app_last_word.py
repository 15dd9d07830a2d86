"""Last word of each app's id."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps


def read(situation: Situation) -> Reading:
    return of_apps(situation, lambda each: each.id.rpartition("/")[2])


FACT = Fact(
    name="app.last-word",
    title="Last word of each app's id",
    source="Marathon /v2/apps",
    typed=Typed(kind=Kind.TEXT, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
