"""Whether an app accepts resources of a role that is neither * nor its own."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps
from dcos_upgrade.probes.marathon_apps import App


def _strange(app: App) -> bool | None:
    """None where the app names roles and Marathon does not say which its own is: before 1.9 apps have none."""
    wanted = frozenset(app.accepted_roles or ()) - {"*"}
    if not wanted:
        return False
    return None if app.role is None else not wanted <= {app.role}


def read(situation: Situation) -> Reading:
    return of_apps(situation, _strange)


FACT = Fact(
    name="app.accepts-strange-roles",
    title="Whether an app accepts resources of a role that is neither * nor its own",
    source="Marathon changelog, 1.10 (acceptedResourceRoles)",
    typed=Typed(kind=Kind.FLAG, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
