"""Minors between the oldest and the newest release that lies on a node."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import releases
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import dcos_version


def read(situation: Situation) -> Reading:
    found = releases(situation)
    if isinstance(found, Unknown):
        return found
    places = [situation.catalog.position(release.minor) for release in found]
    return float(max(places) - min(places))


FACT = Fact(
    name="cluster.minors-apart",
    title="Minors between the oldest and the newest release that lies on a node",
    source="workbook, 'FAQ Regarding Upgrades'",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(dcos_version.PROBE.id,),
)
