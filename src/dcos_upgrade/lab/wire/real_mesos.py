"""Mesos itself in place of its double: masters and agents are processes of a program that the person names.

``DIR/node VERSION master|standby|agent|frameworks IP:PORT [LEADER_IP:PORT]`` runs one of them in the foreground, keeps its
state below ``$REALMESOS_ROOT/IP`` and ends with SIGTERM; an agent's tasks live on. VERSION is what the node's own files say,
or what stands in for it: then the process tells another patch than the binary on disk. The first master leads; the others
never do.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp

from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.core.error import Broken
from dcos_upgrade.lab.wire import mesos_agent, mesos_master
from dcos_upgrade.lab.wire.doors import Door
from dcos_upgrade.lab.wire.heartbeats import keep_beating
from dcos_upgrade.lab.wire.mesos_builds import MesosBuilds
from dcos_upgrade.lab.wire.program import Command, Program, nobody
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.unit import Kind
from dcos_upgrade.lab.world.world import World

log = logging.getLogger(__name__)

READY_WITHIN = 100.0
CALM = 4.0
FRAMEWORKS_HOST = 250
ROOT = "marathon"
PORTS = frozenset({mesos_master.PORT, mesos_agent.PORT})
PINGS = {"MESOS_AGENT_PING_TIMEOUT": "5secs", "MESOS_MAX_AGENT_PING_TIMEOUTS": "3"}
"""15 s until an agent counts as unreachable, or sees that the leader was started anew: the lab's floor."""

OTHER_ATTRIBUTES = {"MESOS_ATTRIBUTES": "rack:another"}
"""Not what any agent has checkpointed: Mesos ends at such a start, whatever its policy of reconfiguration."""

_LOOK = 0.3


class RealMesos:
    """All Mesos processes of one lab. ``programs`` is DIR, ``state`` where their files lie, ``builds`` what DIR can run."""

    def __init__(self, world: World, programs: Path, state: Path) -> None:
        self._world = world
        self._node = programs / "node"
        self.builds = MesosBuilds.of(self._node)
        self._state = state
        state.mkdir(parents=True, exist_ok=True)
        self._leader = world.spec.inventory.masters[0]
        self._frameworks: Program | None = None
        self._beating: asyncio.Task[None] | None = None
        self._tasks: list[tuple[str, str]] = []
        self._since = 0.0

    def plays(self, door: Door) -> bool:
        return door.port in PORTS

    def program(self, door: Door) -> Program:
        """What answers at this door."""
        host = self._world.hosts[door.node]
        kind = Kind.MESOS_MASTER if host.node.role is Role.MASTER else Kind.AGENT

        def ended(status: int, why: str) -> bool:
            """The unit has failed; systemd, which is the world's, starts it again after its time."""
            process = host.process(kind)
            if process is not None and process.pid == door.life:
                self._world.systemd.crash(host, kind, status=status, why=why)
            return True

        return self._program(self.command(host.node, self._version(host.node, kind)), ended)

    def command(self, node: Node, version: str) -> Command:
        if node.role is not Role.MASTER:
            at = f"{node.address}:{mesos_agent.PORT}"
            changed = OTHER_ATTRIBUTES if self._world.setting.bent(Bend.AGENT_STAYS_DOWN, node.id) else {}
            agent = (version, "agent", at, self._leads_at)
            return self._command(node.id, agent, {**_kept_of(node), **changed}, log=self._state / node.address / "log")
        at = f"{node.address}:{mesos_master.PORT}"
        words = (version, "master", at) if node.id == self._leader.id else (version, "standby", at, self._leads_at)
        return self._command(node.id, words, PINGS, log=self._state / node.address / "log")

    async def ready(self) -> None:
        """Agents are registered, and the frameworks have launched what they launch; the root Marathon has the id of the one of its name.

        Raises Broken with what the programs said.
        """
        agents = self._world.spec.inventory.agents
        await self._until(lambda: self._active("slaves", len(agents)))
        at = f"{self._world.spec.zone}.{FRAMEWORKS_HOST}:{mesos_master.PORT}"
        words = (self._version(self._leader, Kind.MESOS_MASTER), "frameworks", at, self._leads_at)
        self._frameworks = self._program(self._command("frameworks", words, {}))
        await self._frameworks.open()
        self._beating = asyncio.create_task(keep_beating(agent.address for agent in agents))
        await self._until(lambda: self._active("frameworks", 1))
        await self._until(self._calm)
        for framework in (await self._state_of_leader()).get("frameworks", ()):
            if framework["name"] == ROOT:
                self._world.name_root(framework["id"])

    async def stop(self) -> None:
        """No task is left: their executors are told to end, and take their tasks with them."""
        if self._beating is not None:
            self._beating.cancel()
        if self._frameworks is not None:
            await self._frameworks.close()
        for pid in executors(self._state):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    @property
    def _leads_at(self) -> str:
        return f"{self._leader.address}:{mesos_master.PORT}"

    def _version(self, node: Node, kind: Kind) -> str:
        """What runs as this node's Mesos."""
        process = self._world.hosts[node.id].process(kind)
        wanted = process.version("mesos") if process else "unknown"
        running = self.builds.running(wanted)
        if running != wanted:
            log.warning("%s: Mesos %s runs in place of %s, which %s lacks", node.id, running, wanted, self._node.parent)
        return running

    def _command(
        self, name: str, words: tuple[str, ...], more: Mapping[str, str], *, log: Path | None = None
    ) -> Command:
        cluster = self._world.spec.inventory.cluster
        environment = {"REALMESOS_ROOT": str(self._state), "MESOS_CLUSTER": cluster, **more}
        return Command(name=name, words=(str(self._node), *words), environment=environment, log=log)

    def _program(self, command: Command, ended: Callable[[int, str], bool] = nobody) -> Program:
        return Program(command, self._output(command.name), ended)

    def _output(self, name: str) -> Path:
        return self._state / f"{name}.out"

    async def _until(self, so: Callable[[], Awaitable[bool]]) -> None:
        clock = asyncio.get_running_loop().time
        end = clock() + READY_WITHIN
        while not await so():
            if clock() > end:
                raise Broken("Mesos did not come up", where=str(self._state), evidence=self._said())
            await asyncio.sleep(_LOOK)

    def _said(self) -> str:
        files = (self._output(name) for name in (self._leader.id, "frameworks"))
        return "".join(file.read_text(errors="replace")[-500:] for file in files if file.exists())

    async def _active(self, what: str, wanted: int) -> bool:
        """Whether so many of the leader's agents or frameworks are active."""
        return sum(bool(one.get("active")) for one in (await self._state_of_leader()).get(what, ())) >= wanted

    async def _calm(self) -> bool:
        """Whether no task has come or ended for a while: what only ran at the start has ended."""
        frameworks = (await self._state_of_leader()).get("frameworks", ())
        tasks = [(task["id"], task["state"]) for one in frameworks for task in one["tasks"]]
        now = asyncio.get_running_loop().time()
        if tasks != self._tasks:
            self._tasks, self._since = tasks, now
        return bool(tasks) and now - self._since > CALM

    async def _state_of_leader(self) -> dict[str, Any]:
        """Empty while it does not answer."""
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3.0)) as session,
                session.get(f"http://{self._leads_at}/master/state") as answer,
            ):
                answer.raise_for_status()  # while it recovers: 503, without a word
                state: dict[str, Any] = await answer.json(content_type=None)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return {}
        return state


def _kept_of(node: Node) -> dict[str, str]:
    """An agent's attributes, and the role that all resources of a public one are reserved for."""
    attributes = [f"rack:{node.rack}"] if node.rack else []
    if node.role is not Role.PUBLIC_AGENT:
        return {"MESOS_ATTRIBUTES": ";".join(attributes)}
    return {"MESOS_ATTRIBUTES": ";".join(["public_ip:true", *attributes]), "MESOS_DEFAULT_ROLE": "slave_public"}


def executors(state: Path) -> list[int]:
    """Executors that live: by the agents' own checkpoints, and only if the process is one of this lab."""
    pids = []
    for file in state.glob("*/agents/0/*/meta/slaves/*/frameworks/*/executors/*/runs/*/pids/forked.pid"):
        with contextlib.suppress(OSError, ValueError):
            pid = int(file.read_text())
            if str(state).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                pids.append(pid)
    return pids
