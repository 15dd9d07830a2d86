"""One hop in its circumstances: everything that a condition of the catalog may be asked about. A value, without I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.expression import Reading, Unknown, Value
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version

DOMAINS = {
    "node": tuple(Role),
    "master": (Role.MASTER,),
    "agent": (Role.PRIVATE_AGENT, Role.PUBLIC_AGENT),
}
"""Which subjects the inventory has for each quantifier. Other domains (``app``) come from what was captured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """``source`` and ``target`` are the ends of the hop, ``wanted`` that of the whole route, ``route`` all of its stops.

    ``snapshot`` and ``plan`` are None while there is none: what they would say is unknown then. ``said`` is what a person has
    said, by the name of the fact; it fills in what no probe can see.
    """

    source: Version
    target: Version
    wanted: Version
    on: date
    catalog: Catalog
    route: tuple[Version, ...] = ()
    snapshot: Snapshot | None = None
    plan: Plan | None = None
    acknowledged: frozenset[str] = frozenset()
    said: Mapping[str, Value] = field(default_factory=dict)

    def subjects(self, domain: str) -> tuple[str, ...] | Unknown:
        """The subjects of a quantifier, by the inventory and never by whoever answered."""
        roles = DOMAINS.get(domain)
        if self.snapshot is None:
            return Unknown("no cluster was captured")
        if roles is None:
            return Unknown(f"nobody counts the {domain}s")
        return tuple(node.id for node in self.snapshot.inventory.of(*roles))


NOT_CAPTURED: Reading = Unknown("no cluster was captured")
