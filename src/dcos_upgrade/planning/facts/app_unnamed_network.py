"""Whether an app asks for an address of its own without saying in which network."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps
from dcos_upgrade.probes.marathon_apps import App


def _unnamed(app: App) -> bool:
    """Both forms: ``ipAddress`` until Marathon 1.4, ``networks`` from 1.5 on."""
    before = app.ip_address is not None and not app.ip_address.network
    return before or any(network.mode == "container" and not network.name for network in app.networks or ())


def read(situation: Situation) -> Reading:
    return of_apps(situation, _unnamed)


FACT = Fact(
    name="app.unnamed-network",
    title="Whether an app asks for an address of its own without saying in which network",
    source="Marathon, migration of the networking API",
    typed=Typed(kind=Kind.FLAG, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
