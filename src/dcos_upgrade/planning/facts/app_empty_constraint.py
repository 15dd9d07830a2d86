"""Whether an app has a constraint UNIQUE with an empty third part, which some Marathons do not read."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps
from dcos_upgrade.probes.marathon_apps import App


def _empty(app: App) -> bool:
    """Marathon 1.4 takes UNIQUE with an empty value for UNIQUE; 1.5 before 1.5.12 refuses it."""
    return any(len(rule) > 2 and rule[1].upper() == "UNIQUE" and not rule[2] for rule in app.constraints or ())


def read(situation: Situation) -> Reading:
    return of_apps(situation, _empty)


FACT = Fact(
    name="app.empty-constraint",
    title="Whether an app has a constraint UNIQUE with an empty third part",
    source="Marathon changelog, 1.5.12",
    typed=Typed(kind=Kind.FLAG, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
