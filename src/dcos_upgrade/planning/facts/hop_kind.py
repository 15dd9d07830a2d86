"""Whether the hop stays within a minor (patch) or leaves it (upgrade)."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Typed
from dcos_upgrade.core.plan import HopKind
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> str:
    same = situation.source.minor == situation.target.minor
    return str(HopKind.PATCH if same else HopKind.UPGRADE)


FACT = Fact(
    name="hop.kind",
    title="Patch within a minor, or upgrade to another one",
    source="workbook, 'Understanding the Release Version Numbers'",
    typed=Typed(kind=Kind.TEXT, values=frozenset(HopKind)),
    read=read,
)
