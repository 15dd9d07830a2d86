"""Marathon's unit on a master in memory, stopped and started as hold.sh does it."""

from __future__ import annotations

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.lab.memory.machine import Machine
from dcos_upgrade.lab.memory.machines import MemoryMachines
from dcos_upgrade.lab.memory.nodes import Witness
from dcos_upgrade.lab.memory.timeline import MemoryClock
from dcos_upgrade.lab.world.services import WorldServices

UNIT = "dcos-marathon.service"
PATIENCE = 100
POLL = 0.5


class MemoryMarathons:
    """Implements ports.HeldServices."""

    def __init__(
        self, machines: MemoryMachines, *, services: WorldServices, clock: MemoryClock, witness: Witness = lambda: None
    ) -> None:
        self._machines = machines
        self._services = services
        self._clock = clock
        self._witness = witness

    async def stop_marathon(self, node: Node) -> None:
        self._witness()
        machine = self._session(node)
        await self._systemctl(node, "stop", "--no-block", UNIT)
        await self._until(node, "inactive", "failed")
        if not await self._rests(node):
            await self._make_rest(node, machine)
        if not await self._rests(node):
            raise Unreadable("Marathon's unit does not rest after it was stopped", where=str(node.id))
        self._witness()

    async def _make_rest(self, node: Node, machine: Machine) -> None:
        machine.disk.idle.add(UNIT)
        await self._systemctl(node, "daemon-reload")
        await self._systemctl(node, "start", UNIT)
        machine.disk.idle.discard(UNIT)
        await self._systemctl(node, "daemon-reload")

    async def start_marathon(self, node: Node) -> None:
        self._witness()
        self._session(node)
        await self._systemctl(node, "start", "--no-block", UNIT)
        if await self._until(node, "active") != "active":
            raise Unreadable("Marathon's unit is not active after it was started", where=str(node.id))
        self._witness()

    async def _rests(self, node: Node) -> bool:
        shown = await self._systemctl(node, "show", "-p", "ActiveState", "-p", "ExecMainStatus", "--value", UNIT)
        return shown.split() == ["inactive", "0"]

    async def _until(self, node: Node, *states: str) -> str:
        for _ in range(int(PATIENCE / POLL)):
            state = (await self._systemctl(node, "is-active", UNIT)).strip()
            if state in states:
                return state
            await self._clock.sleep(POLL)
        return state

    async def _systemctl(self, node: Node, *words: str) -> str:
        return (await self._services.systemctl(node.id, words)).stdout

    def _session(self, node: Node) -> Machine:
        try:
            machine = self._machines[node.id]
        except KeyError:
            raise Refused(f"there is no node {node.id} in the inventory") from None
        machine.session()
        return machine
