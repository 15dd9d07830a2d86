"""The release that lies on each node."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Value
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import dcos_version
from dcos_upgrade.probes.dcos_version import DcosVersion


def read(situation: Situation) -> Reading:
    return of_each(situation, dcos_version.PROBE, _release)


def _release(fact: DcosVersion) -> Value | None:
    try:
        return Version.parse(fact.version)
    except ValueError:
        return None


FACT = Fact(
    name="node.release",
    title="Release on each node",
    source="workbook, 'Gathering Data'; /opt/mesosphere/etc/dcos-version.json",
    typed=Typed(kind=Kind.RELEASE, domain="node"),
    read=read,
    probes=(dcos_version.PROBE.id,),
)
