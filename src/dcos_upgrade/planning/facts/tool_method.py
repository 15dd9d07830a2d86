"""How the cluster gets to the target; this product only knows the rolling way."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return "rolling"


FACT = Fact(
    name="tool.method",
    title="How the cluster gets to the target; this product only knows the rolling way",
    source="workbook, 'FAQ Regarding Upgrades'",
    typed=Typed(kind=Kind.TEXT, values=frozenset({"rolling", "export-import", "new-cluster"})),
    read=read,
)
