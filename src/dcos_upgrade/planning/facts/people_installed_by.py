"""How the cluster was installed, where somebody has said so."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return Unknown("nobody has said how the cluster was installed")


FACT = Fact(
    name="people.installed-by",
    title="How the cluster was installed, where somebody has said so",
    source="workbook, 'FAQ Regarding Upgrades'",
    typed=Typed(kind=Kind.TEXT),
    read=read,
)
