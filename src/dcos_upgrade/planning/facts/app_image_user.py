"""Whether nobody but its Docker image says as which user an app runs, under the Mesos containerizer."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps
from dcos_upgrade.probes.marathon_apps import App


def _of_the_image(app: App) -> bool:
    in_mesos = app.container is not None and app.container.type == "MESOS"
    return in_mesos and app.docker is not None and not app.user


def read(situation: Situation) -> Reading:
    return of_apps(situation, _of_the_image)


FACT = Fact(
    name="app.image-user",
    title="Whether the user of an app is left to its Docker image, under the Mesos containerizer",
    source="release note of 1.12.0 (MARATHON-8438)",
    typed=Typed(kind=Kind.FLAG, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
