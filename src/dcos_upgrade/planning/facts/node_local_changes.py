"""Files under /opt/mesosphere that belong to no package."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation


def read(situation: Situation) -> Reading:
    return Unknown("no probe looks for local changes yet") if situation.snapshot else NOT_CAPTURED


FACT = Fact(
    name="node.local-changes",
    title="Files under /opt/mesosphere that belong to no package",
    source="workbook, 'FAQ Regarding Upgrades'",
    typed=Typed(kind=Kind.NUMBER, domain="node"),
    read=read,
)
