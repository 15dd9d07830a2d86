"""Whether the hop brings another version of Marathon."""

from __future__ import annotations

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def _marathon(catalog: Catalog, version: Version) -> str:
    return catalog.release(version).components["marathon"]


def read(situation: Situation) -> Reading:
    known = situation.catalog
    return _marathon(known, situation.source) != _marathon(known, situation.target)


FACT = Fact(
    name="hop.marathon-changes",
    title="Whether the hop brings another version of Marathon",
    source="the catalog's components",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
