"""Version of the package that made each app."""

from __future__ import annotations

import re

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import app_ids, of_apps
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps
from dcos_upgrade.probes.marathon_apps import App

_NUMBERS = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


def _version(app: App) -> Version | None:
    """The three numbers that it begins with: ``1.12.3-1`` is 1.12.3. None where it is no such thing."""
    match = _NUMBERS.match((app.labels.version if app.labels else None) or "")
    return Version(*(int(number) for number in match.groups())) if match else None


def read(situation: Situation) -> Reading:
    return of_apps(situation, _version)


FACT = Fact(
    name="app.package-version",
    title="Version of the package that made each app; unknown for an app of the site",
    source="DC/OS, label DCOS_PACKAGE_VERSION",
    typed=Typed(kind=Kind.RELEASE, domain="app"),
    read=read,
    subjects=app_ids,
    probes=(marathon_apps.PROBE.id,),
)
