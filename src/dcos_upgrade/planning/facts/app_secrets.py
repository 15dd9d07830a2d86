"""Whether each app uses a secret."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps


def read(situation: Situation) -> Reading:
    return of_apps(situation, lambda app: bool(app.secrets))


FACT = Fact(
    name="app.secrets",
    title="Whether each app uses a secret",
    source="Marathon /v2/apps",
    typed=Typed(kind=Kind.FLAG, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
