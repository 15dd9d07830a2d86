"""Whether the hop stays within a minor (patch), leaves it (upgrade), or changes the configuration only (reconfigure)."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Typed
from dcos_upgrade.core.plan import HopKind, kind_of
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> str:
    return str(kind_of(situation.source, situation.target))


FACT = Fact(
    name="hop.kind",
    title="Patch within a minor, upgrade to another one, or a change of the configuration",
    source="workbook, 'Understanding the Release Version Numbers'",
    typed=Typed(kind=Kind.TEXT, values=frozenset(HopKind)),
    read=read,
)
