"""What can go wrong in the lab: one fault per file under ``faults/``, discovered, set and cleared by name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Protocol

from dcos_upgrade.core.cluster import NodeId, Role
from dcos_upgrade.core.error import Usage
from dcos_upgrade.lab.contract import BootstrapMishap, LabNodes, Mishap, NodeMishaps
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.world import World

FAULTS_PACKAGE = "dcos_upgrade.lab.faults"


class Target(StrEnum):
    """What kind of node a fault must be given."""

    NONE = "none"
    ANY = "any"
    MASTER = "master"
    AGENT = "agent"


class FaultyNodes(LabNodes, NodeMishaps, Protocol):
    """Nodes with everything that faults do to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a fault plays on."""

    world: World
    nodes: FaultyNodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """``apply`` and ``clear`` get a node where ``target`` asks for one, else None. Both may be called twice."""

    id: str
    title: str
    source: str
    target: Target
    apply: Callable[[Stage, NodeId | None], Awaitable[None]]
    clear: Callable[[Stage, NodeId | None], Awaitable[None]]


async def nothing(stage: Stage, node: NodeId | None) -> None:
    """For a fault that needs no more than its bend."""


def bend(
    fault_id: str,
    bent: Bend,
    *,
    title: str,
    source: str,
    target: Target,
    then: Callable[[Stage, NodeId | None], Awaitable[None]] = nothing,
    mended: Callable[[Stage, NodeId | None], Awaitable[None]] = nothing,
) -> Fault:
    """A fault that bends the world; ``then`` and ``mended`` are what else happens when it is set and cleared."""

    async def apply(stage: Stage, node: NodeId | None) -> None:
        stage.world.setting.bends.add((bent, node))
        await then(stage, node)

    async def clear(stage: Stage, node: NodeId | None) -> None:
        stage.world.setting.bends.discard((bent, node))
        await mended(stage, node)

    return Fault(id=fault_id, title=title, source=source, target=target, apply=apply, clear=clear)


def mishap(mishap: Mishap, *, title: str, source: str, target: Target) -> Fault:
    """A fault of one node's files or programs; it has the mishap's name."""

    async def apply(stage: Stage, node: NodeId | None) -> None:
        if node is not None:
            await stage.nodes.plant(node, mishap)

    async def clear(stage: Stage, node: NodeId | None) -> None:
        if node is not None:
            await stage.nodes.lift(node, mishap)

    return Fault(id=mishap.value, title=title, source=source, target=target, apply=apply, clear=clear)


def bootstrap_mishap(fault_id: str, mishap: BootstrapMishap, *, title: str, source: str) -> Fault:
    """A fault of what the bootstrap host serves."""

    async def apply(stage: Stage, node: NodeId | None) -> None:
        await stage.nodes.spoil_bootstrap(mishap)

    async def clear(stage: Stage, node: NodeId | None) -> None:
        await stage.nodes.mend_bootstrap(mishap)

    return Fault(id=fault_id, title=title, source=source, target=Target.NONE, apply=apply, clear=clear)


@cache
def known_faults() -> dict[str, Fault]:
    """Every module of the package that has a ``FAULT``, by id."""
    package = importlib.import_module(FAULTS_PACKAGE)
    modules = (
        importlib.import_module(f"{FAULTS_PACKAGE}.{found.name}") for found in pkgutil.iter_modules(package.__path__)
    )
    faults = (module.FAULT for module in modules if hasattr(module, "FAULT"))
    return {fault.id: fault for fault in sorted(faults, key=lambda fault: fault.id)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFault:
    """``since`` in seconds since the epoch."""

    name: str
    node: NodeId | None
    since: float


@dataclass(slots=True, kw_only=True)
class FaultBoard:
    """Which faults are set. Raises Usage for what cannot be meant."""

    stage: Stage
    active: list[SetFault] = field(default_factory=list)

    async def set(self, name: str, node: str | None) -> None:
        fault, where = self._named(name), self._where(name, node)
        if any(one.name == name and one.node == where for one in self.active):
            return
        await fault.apply(self.stage, where)
        self.active.append(SetFault(name=name, node=where, since=self.stage.world.now))

    async def clear(self, name: str | None, node: str | None = None) -> None:
        """All of them without a name; all of that name without a node."""
        if name is not None:
            self._named(name)
        for one in list(self.active):
            if name in (None, one.name) and node in (None, one.node):
                await known_faults()[one.name].clear(self.stage, one.node)
                self.active.remove(one)

    def _named(self, name: str) -> Fault:
        fault = known_faults().get(name)
        if fault is None:
            raise Usage(f"there is no fault {name!r}", evidence=f"known: {', '.join(known_faults())}")
        return fault

    def _where(self, name: str, node: str | None) -> NodeId | None:
        target = known_faults()[name].target
        if target is Target.NONE:
            return None
        if node is None:
            raise Usage(f"the fault {name!r} needs a node", next_command=f"dcos-upgrade lab fault set {name} --node ID")
        known = self.stage.world.spec.inventory.node(node)
        if known is None:
            raise Usage(f"the lab has no node {node!r}")
        master = known.role is Role.MASTER
        if (target is Target.MASTER and not master) or (target is Target.AGENT and master):
            raise Usage(
                f"the fault {name!r} is for a node of another kind", where=node, evidence=f"it needs: {target.value}"
            )
        return known.id
