"""A node's disk as values: the store, and each name of the live, the new and the old generation with the release it is of.

The swap renames name by name, as pkgpanda does, so that a job that dies anywhere leaves what it would leave on a real node.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from dcos_upgrade.core.cluster import ROLE_ON_THE_WIRE, Role
from dcos_upgrade.lab.nodes.components import components
from dcos_upgrade.lab.nodes.roster import ALL, package_ids, packages_of

WANTS = "dcos.target.wants"
BUILDINFO = "active.buildinfo.full.json"
GENERATION = ("active", "bin", "etc", "include", "lib", "environment", "environment.export", BUILDINFO, WANTS)
"""In the order in which pkgpanda renames them."""

Names = dict[str, str]
"""Name of a generation's part to the release that it is of."""


@dataclass(slots=True, kw_only=True)
class Disk:
    """Implements contract.NodeFiles. ``stored`` are package ids, ``_tmp`` at the end of those half unpacked; ``idle`` are units that
    a drop-in below /run makes do nothing.
    """

    role: Role
    stored: set[str]
    live: Names
    new: Names = field(default_factory=dict)
    old: Names = field(default_factory=dict)
    install_progress: str | None = None
    agent: str | None = None
    idle: set[str] = field(default_factory=set)

    @classmethod
    def installed(cls, role: Role, release: str) -> Disk:
        """As the installer of the release leaves it."""
        return cls(role=role, stored=set(package_ids(release)), live=dict.fromkeys(GENERATION, release))

    def version(self) -> str | None:
        return self.live.get("etc")

    def component(self, name: str) -> str | None:
        release = self.live.get(BUILDINFO)
        return _carried(release).get(name) if release else None

    def wanted_units(self) -> tuple[str, ...]:
        release = self.live.get(WANTS)
        return units_of(release, self.role) if release else ()

    def drop_ins(self) -> frozenset[str]:
        return frozenset(self.idle)

    def agent_id(self) -> str | None:
        return self.agent

    def set_agent_id(self, agent_id: str) -> None:
        self.agent = agent_id

    def active(self) -> tuple[str, ...]:
        """Package ids of the live generation; empty while it is missing."""
        release = self.live.get("active")
        return ids_of(release) if release else ()

    def has_new(self) -> bool:
        """Whether a new generation lies below /opt/mesosphere, whole or not."""
        return any(name != WANTS for name in self.new)


@cache
def ids_of(release: str) -> tuple[str, ...]:
    return package_ids(release)


@cache
def units_of(release: str, role: Role) -> tuple[str, ...]:
    """What dcos.target wants on a node of this role."""
    wire = ROLE_ON_THE_WIRE[role]
    units = (unit for package in packages_of(release) for key in (ALL, wire) for unit in package.units.get(key, ()))
    return tuple(sorted(units))


@cache
def ships(release: str, package: str) -> bool:
    return any(known.name == package for known in packages_of(release))


@cache
def _carried(release: str) -> dict[str, str]:
    versions = components(release)
    names = {name for package in packages_of(release) for name in package.carries}
    return {name: versions[name] for name in names if name in versions}
