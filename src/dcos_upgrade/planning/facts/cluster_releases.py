"""How many different releases lie on the nodes."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import releases
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import dcos_version


def read(situation: Situation) -> Reading:
    found = releases(situation)
    return found if isinstance(found, Unknown) else float(len(found))


FACT = Fact(
    name="cluster.releases",
    title="How many different releases lie on the nodes",
    source="workbook, 'Gathering Data'",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(dcos_version.PROBE.id,),
)
