"""3dt / dcos-diagnostics: every master's own picture of all units, as old as its last pull."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.lab.world.setting import Setting
from dcos_upgrade.lab.world.systemd import Host
from dcos_upgrade.lab.world.unit import Active, Process, Unit

HEALTHY, UNHEALTHY, UNKNOWN = 0, 1, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitHealth:
    unit: str
    health: int
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Units by node; a node that did not answer has none."""

    taken_at: float
    nodes: tuple[tuple[Node, tuple[UnitHealth, ...]], ...]


def health_of(unit: Unit) -> UnitHealth:
    """Inactive and activating count as healthy; failed, flapping and a non-zero exit do not."""
    return _health(unit.name, unit.state, unit.restarts, unit.exit_status)


@lru_cache(maxsize=4096)
def _health(name: str, state: Active, restarts: int, exit_status: int) -> UnitHealth:
    flapping = restarts > 0 and state is Active.ACTIVATING
    bad = state is Active.FAILED or flapping or exit_status != 0
    output = f"{name} state is {state.value}, {restarts} restarts" if bad else ""
    return UnitHealth(unit=name, health=UNHEALTHY if bad else HEALTHY, output=output)


def rests(unit: Unit) -> bool:
    """Stopped, and its last process did not end badly: healthy to dcos-diagnostics, though nothing runs."""
    return unit.state is Active.INACTIVE and unit.exit_status == 0


class Diagnostics:
    """Pulls each period on every master where the unit runs."""

    def __init__(self, setting: Setting, hosts: Mapping[NodeId, Host]) -> None:
        self._setting = setting
        self._hosts = hosts
        self.pictures: dict[NodeId, Picture] = {}

    def up(self, host: Host, process: Process) -> None:
        if host.node not in self._setting.inventory.masters:
            return
        self._setting.agenda.after(0.0, lambda: self.pull(host.node.id))

        def again() -> bool:
            alive = any(unit.process is process for unit in host.units.values())
            if alive:
                self.pull(host.node.id)
            return alive

        self._setting.agenda.every(self._setting.timing.diagnostics_pull, again)

    def down(self, host: Host, *, clean: bool) -> None:
        self.pictures.pop(host.node.id, None)

    def pull(self, master: NodeId) -> None:
        nodes = tuple((host.node, local_health(host)) for host in self._hosts.values())
        self.pictures[master] = Picture(taken_at=self._setting.now, nodes=nodes)


def local_health(host: Host) -> tuple[UnitHealth, ...]:
    """What a node says of its own units; nothing when it is off."""
    if not host.powered:
        return ()
    units = [host.units[name] for name in sorted(host.units)]
    return tuple([_health(unit.name, unit.state, unit.restarts, unit.exit_status) for unit in units])
