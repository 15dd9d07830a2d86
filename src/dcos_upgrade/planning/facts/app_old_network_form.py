"""Whether an app is written with ipAddress, or with networks below docker, as until Marathon 1.4."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps
from dcos_upgrade.probes.marathon_apps import App


def _old(app: App) -> bool:
    docker = app.docker
    return app.ip_address is not None or (
        docker is not None and (docker.network is not None or docker.port_mappings is not None)
    )


def read(situation: Situation) -> Reading:
    return of_apps(situation, _old)


FACT = Fact(
    name="app.old-network-form",
    title="Whether the definition of an app has the form of networks that Marathon 1.5 answers no more",
    source="release note of 1.10.0; Marathon, migration of the networking API",
    typed=Typed(kind=Kind.FLAG, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
