"""All machines of a lab in memory and its bootstrap host, as faults play on them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Refused
from dcos_upgrade.lab.contract import BootstrapMishap, Mishap
from dcos_upgrade.lab.memory.bootstrap import Bootstrap
from dcos_upgrade.lab.memory.disk import Disk
from dcos_upgrade.lab.memory.machine import Machine
from dcos_upgrade.lab.memory.script import Moment
from dcos_upgrade.lab.world.setting import Setting


class MemoryMachines:
    """Implements contract.LabNodes and contract.NodeMishaps."""

    def __init__(self, machines: Mapping[NodeId, Machine], bootstrap: Bootstrap, setting: Setting) -> None:
        self._machines = machines
        self._setting = setting
        self.bootstrap = bootstrap
        self.known_hosts = Path("known_hosts")
        self.script_url_template = bootstrap.script_url_template

    def __getitem__(self, node: str) -> Machine:
        """Raises KeyError for a node that is not in the inventory."""
        return self._machines[NodeId(node)]

    def files(self, node: NodeId) -> Disk:
        return self._machines[node].disk

    def ssh(self, node: NodeId) -> tuple[str, int, str, Path]:
        raise Refused("a lab in memory has no SSH", where=str(node))

    def strike(self, node: str, moment: Moment) -> None:
        """The node's next job dies just before this moment goes on."""
        self[node].strikes.add(moment)

    def starts(self) -> dict[str, tuple[str, ...]]:
        """By node, the target of every start of the vendor's script, as the nodes themselves count them."""
        return {str(node): tuple(machine.starts) for node, machine in self._machines.items()}

    def releases(self) -> dict[str, str | None]:
        return {str(node): machine.disk.version() for node, machine in self._machines.items()}

    async def power_off(self, node: NodeId) -> None:
        machine = self._machines[node]
        machine.powered = False
        machine.kill_jobs()

    async def power_on(self, node: NodeId) -> None:
        machine = self._machines[node]
        if not machine.powered:
            machine.powered, machine.plugged, machine.boot_id = True, True, self._setting.uuid()

    async def unplug(self, node: NodeId) -> None:
        self._machines[node].plugged = False

    async def plug(self, node: NodeId) -> None:
        self._machines[node].plugged = True

    async def stop(self) -> None:
        for machine in self._machines.values():
            machine.kill_jobs()

    async def change_host_key(self, node: NodeId) -> None:
        self._machines[node].strange_key = True

    async def restore_host_key(self, node: NodeId) -> None:
        self._machines[node].strange_key = False

    async def stop_bootstrap(self) -> None:
        self.bootstrap.serving = False

    async def start_bootstrap(self) -> None:
        self.bootstrap.serving = True

    async def withhold_packages(self, pattern: str) -> None:
        self.bootstrap.withheld.add(pattern)

    async def release_packages(self) -> None:
        self.bootstrap.withheld.clear()

    async def plant(self, node: NodeId, mishap: Mishap) -> None:
        self._machines[node].plant(mishap)

    async def lift(self, node: NodeId, mishap: Mishap) -> None:
        self._machines[node].lift(mishap)

    async def spoil_bootstrap(self, mishap: BootstrapMishap) -> None:
        self.bootstrap.mishaps.add(mishap)

    async def mend_bootstrap(self, mishap: BootstrapMishap) -> None:
        self.bootstrap.mishaps.discard(mishap)
