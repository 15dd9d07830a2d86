"""Every kind of machine of a cluster before and after each hop: system and Docker under DC/OS. Pure.

Ten thousand nodes are a few kinds. What the capture could not say is unknown and stands as a kind of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.platform_advice import first_steps, whole_route
from dcos_upgrade.planning.platform_judgement import Held, Machine, Standing, held, platforms_of, spoken
from dcos_upgrade.probes import docker_version, os_release
from dcos_upgrade.probes.docker_version import DockerVersion
from dcos_upgrade.probes.os_release import OsRelease

NOT_CAPTURED = Unknown("the capture has no answer")
NAMED = 5
"""How many nodes of a kind are named in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformRow:
    """One kind of machine in one hop. ``first`` says what to upgrade first where it is not listed after the hop."""

    system: str
    docker: str
    nodes: tuple[NodeId, ...]
    before: Held
    after: Held
    first: tuple[str, ...]

    @property
    def named(self) -> str:
        more = len(self.nodes) - NAMED
        return ", ".join(self.nodes[:NAMED]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class HopPlatforms:
    """``rows`` in the order of how many nodes they are of; the worst standing of them is that of the hop."""

    source: Version
    target: Version
    rows: tuple[PlatformRow, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """One sentence for each kind that is not simply listed after the hop."""
        return tuple(
            f"{row.after.standing.replace('-', ' ')} after {self.source} → {self.target}: {row.named}: {row.after.reason}"
            for row in self.rows
            if row.after.standing is not Standing.SUPPORTED
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Platforms:
    """``lasting`` are the pairs that are listed for every stop of the route, by the cluster's own operating systems."""

    on: date
    hops: tuple[HopPlatforms, ...]
    lasting: tuple[str, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(note for hop in self.hops for note in hop.notes)


def judged_platforms(catalog: Catalog, snapshot: Snapshot, stops: Sequence[Version], on: date) -> Platforms:
    """``stops`` are the releases of the route that is ahead, the present one first."""
    machines = kinds(snapshot)
    systems = sorted({each.system.id.lower() for each in machines if not isinstance(each.system, Unknown)})
    return Platforms(
        on=on,
        hops=tuple(_hop(catalog, machines, stops[place:], on) for place, _ in enumerate(pairwise(stops))),
        lasting=tuple(pair for system in systems for pair in whole_route(catalog, system, stops, on)),
    )


def kinds(snapshot: Snapshot) -> Mapping[Machine, tuple[NodeId, ...]]:
    """The nodes of the inventory by what they are."""
    found: dict[Machine, list[NodeId]] = {}
    for node in snapshot.inventory.nodes:
        found.setdefault(machine_of(snapshot, node), []).append(node.id)
    return {machine: tuple(nodes) for machine, nodes in found.items()}


def machine_of(snapshot: Snapshot, node: Node) -> Machine:
    """Why an answer is missing stands in the capture, node by node; here it would make every node a kind of its own."""
    return machine(snapshot.fact(os_release.PROBE, node.id).value, snapshot.fact(docker_version.PROBE, node.id).value)


def machine(system: OsRelease | None, docker: DockerVersion | None) -> Machine:
    return Machine(system=system or NOT_CAPTURED, docker=docker or NOT_CAPTURED)


def _hop(
    catalog: Catalog, machines: Mapping[Machine, tuple[NodeId, ...]], stops: Sequence[Version], on: date
) -> HopPlatforms:
    source, target = stops[0], stops[1]
    rows: dict[tuple[str, str, Held, Held, tuple[str, ...]], list[NodeId]] = {}
    for machine, nodes in machines.items():
        before, after = held(catalog, machine, source, on), held(catalog, machine, target, on)
        wrong = after.standing is Standing.NOT_SUPPORTED
        first = first_steps(catalog, machine, stops, on) if wrong else ()
        key = (system_of(catalog, machine), docker_of(machine), before, after, first)
        rows.setdefault(key, []).extend(nodes)
    return HopPlatforms(source=source, target=target, rows=tuple(_rows(rows)))


def _rows(found: Mapping[tuple[str, str, Held, Held, tuple[str, ...]], list[NodeId]]) -> list[PlatformRow]:
    rows = [
        PlatformRow(system=system, docker=docker, nodes=tuple(sorted(nodes)), before=before, after=after, first=first)
        for (system, docker, before, after, first), nodes in found.items()
    ]
    return sorted(rows, key=lambda row: (-len(row.nodes), row.system, row.docker))


def system_of(catalog: Catalog, machine: Machine) -> str:
    """The page's own name where it has one."""
    if isinstance(machine.system, Unknown):
        return "unknown"
    certain, _ = platforms_of(catalog, machine.system)
    return certain[0].title if certain else spoken(machine.system)


def docker_of(machine: Machine) -> str:
    if isinstance(machine.docker, Unknown):
        return "unknown"
    build = f" ({machine.docker.build})" if machine.docker.build else ""
    return f"{machine.docker}{build}".removeprefix("running ")
