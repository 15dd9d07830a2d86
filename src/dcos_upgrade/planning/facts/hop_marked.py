"""Whether the vendor's tables mark the hop."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> bool:
    return any(table.marks(situation.source, situation.target) for table in situation.catalog.tables)


FACT = Fact(
    name="hop.marked",
    title="Whether a table of the vendor marks the hop",
    source="the vendor's upgrade and patch pages",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
