"""The lab's nodes with a world that obeys and remembers what it was asked."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh
import pytest_asyncio

from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.lab.contract import LabSpec, NodeFiles, ShimAnswer
from dcos_upgrade.lab.nodes.start import LabNodes, start_nodes

MASTER, AGENT = NodeId("m1"), NodeId("a1")


@dataclass
class RecordingServices:
    """A world in which every unit obeys and every check passes unless told otherwise."""

    asked: list[tuple[NodeId, tuple[str, ...]]] = field(default_factory=list)
    attached: dict[NodeId, NodeFiles] = field(default_factory=dict)
    checks_status: int = 0

    async def systemctl(self, node: NodeId, arguments: tuple[str, ...]) -> ShimAnswer:
        self.asked.append((node, arguments))
        return ShimAnswer(status=3, stdout="inactive\n") if arguments[0] == "is-active" else ShimAnswer(status=0)

    async def journalctl(self, node: NodeId, arguments: tuple[str, ...]) -> ShimAnswer:
        return ShimAnswer(status=0, stdout=f"-- {' '.join(arguments)} 'quoted' $HOME\n", stderr="hint\n")

    async def checks(self, node: NodeId, arguments: tuple[str, ...]) -> ShimAnswer:
        return ShimAnswer(status=self.checks_status, stdout='{"status":0,"checks":{}}\n')

    def attach(self, node: NodeId, files: NodeFiles) -> None:
        self.attached[node] = files

    def of(self, node: NodeId, verb: str) -> list[tuple[str, ...]]:
        return [arguments for asked, arguments in self.asked if asked == node and arguments[0] == verb]


@dataclass
class Lab:
    nodes: LabNodes
    services: RecordingServices

    async def connect(self, node: NodeId) -> asyncssh.SSHClientConnection:
        host, port, user, identity = self.nodes.ssh(node)
        return await asyncssh.connect(
            host, port, username=user, client_keys=[str(identity)], known_hosts=str(self.nodes.known_hosts), config=None
        )

    async def run(self, node: NodeId, command: str) -> asyncssh.SSHCompletedProcess:
        async with await self.connect(node) as connection:
            return await asyncio.wait_for(connection.run(command), 60)

    async def running(self, node: NodeId) -> str:
        """Command lines of the node's processes."""
        return str((await self.run(node, "ps -eo args")).stdout)

    async def upgrade(self, node: NodeId, source: str, target: str) -> asyncssh.SSHCompletedProcess:
        url = self.nodes.script_url_template.format(**{"from": source, "to": target})
        return await self.run(node, f"curl -fsSo up.sh {url} && bash up.sh")


async def eventually(holds: Callable[[], Awaitable[bool]]) -> bool:
    """Ask until it holds, for ten seconds at most."""
    for _ in range(200):
        if await holds():
            return True
        await asyncio.sleep(0.05)
    return False


def free_zone() -> str:
    """The first three numbers of a /24 that nobody listens on; at random, so that two suites do not meet."""
    for _ in range(50):
        zone = f"127.{random.randrange(64, 250)}.{random.randrange(1, 250)}"
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex((f"{zone}.1", 2222)) != 0:
                return zone
    raise AssertionError("no free /24 below 127.64.0.0")


@pytest_asyncio.fixture(name="lab")
async def running_lab(tmp_path: Path) -> AsyncIterator[Lab]:
    zone = free_zone()
    nodes = (
        Node(id=MASTER, address=f"{zone}.1", role=Role.MASTER, rack="r1"),
        Node(id=AGENT, address=f"{zone}.2", role=Role.PRIVATE_AGENT, rack="r2"),
    )
    spec = LabSpec(
        inventory=Inventory(cluster="try", nodes=nodes),
        zone=zone,
        release="1.9.9",
        root=tmp_path / "lab",
        bootstrap_address=f"{zone}.250",
    )
    services = RecordingServices()
    running = await start_nodes(spec, services)
    yield Lab(nodes=running, services=services)
    await running.stop()
