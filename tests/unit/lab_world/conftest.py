"""A world under a fake clock, over files that are only values."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.lab.contract import LabSpec
from dcos_upgrade.lab.fault import FaultBoard, Stage
from dcos_upgrade.lab.wire.reply import Ask, Reply
from dcos_upgrade.lab.world.services import WorldServices
from dcos_upgrade.lab.world.world import World

START = 1_530_000_000.0
FACTOR = 0.02

MASTER_UNITS = (
    "dcos-exhibitor.service",
    "dcos-mesos-master.service",
    "dcos-marathon.service",
    "dcos-metronome.service",
    "dcos-adminrouter.service",
    "dcos-3dt.service",
    "dcos-spartan.service",
)
AGENT_UNITS = ("dcos-mesos-slave.service", "dcos-adminrouter-agent.service", "dcos-spartan.service")
PUBLIC_UNITS = ("dcos-mesos-slave-public.service", "dcos-adminrouter-agent.service", "dcos-spartan.service")
MESOS = {"1.9.4": "1.2.3", "1.10.7": "1.4.2", "1.10.8": "1.4.2", "1.11.10": "1.5.2", "1.13.9": "1.8.2"}
MESOS |= {"2.0.6": "1.9.1", "2.1.1": "1.10.1", "2.2.1": "1.11.0"}


@dataclass
class FakeClock:
    now: float = START

    def __call__(self) -> float:
        return self.now


@dataclass
class FakeFiles:
    units: tuple[str, ...]
    release: str | None = "1.9.4"
    agent: str | None = None
    idle: frozenset[str] = frozenset()

    def version(self) -> str | None:
        return self.release

    def component(self, name: str) -> str | None:
        return MESOS.get(self.release or "", "1.7.0") if name == "mesos" else f"{name} of {self.release}"

    def wanted_units(self) -> tuple[str, ...]:
        return self.units

    def drop_ins(self) -> frozenset[str]:
        return self.idle

    def agent_id(self) -> str | None:
        return self.agent

    def set_agent_id(self, agent_id: str) -> None:
        self.agent = agent_id


@dataclass
class FakeNodes:
    """Remembers what faults did to it."""

    known_hosts: Path = Path("known_hosts")
    script_url_template: str = "http://bootstrap/upgrade/{from}-to-{to}/dcos_node_upgrade.sh"
    calls: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def call(*arguments: str) -> None:
            self.calls.append(" ".join((name, *arguments)))

        return call


@dataclass
class Bench:
    clock: FakeClock
    world: World
    files: dict[str, FakeFiles]
    services: WorldServices
    board: FaultBoard
    nodes: FakeNodes

    def wait(self, seconds: float) -> None:
        """Seconds as DC/OS counts them, before scaling."""
        self.wait_real(seconds * FACTOR)

    def wait_real(self, seconds: float) -> None:
        self.clock.now += seconds
        self.world.advance()

    async def stop(self, node: str, *units: str) -> None:
        await self.services.systemctl(NodeId(node), ("stop", *(units or ("dcos.target",)), "--no-block"))

    async def start(self, node: str, *units: str) -> None:
        await self.services.systemctl(NodeId(node), ("start", *(units or ("dcos.target",)), "--no-block"))

    def ask(self, face: Callable[[World, NodeId, Ask], Reply], node: str, path: str, **headers: str) -> Reply:
        self.world.advance()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        bare, _, query = path.partition("?")
        parsed: dict[str, tuple[str, ...]] = {}
        for pair in filter(None, query.split("&")):
            name, _, value = pair.partition("=")
            parsed[name] = (*parsed.get(name, ()), value)
        return face(
            self.world, NodeId(node), Ask(path=bare, query=parsed, query_text=query and f"?{query}", headers=named)
        )

    def json(self, face: Callable[[World, NodeId, Ask], Reply], node: str, path: str) -> Any:
        reply = self.ask(face, node, path)
        assert reply.status == 200, reply
        return json.loads(reply.body)


def _inventory(masters: int) -> Inventory:
    racks = ("rack-1", "rack-2")
    nodes = [
        Node(id=NodeId(f"m{n}"), address=f"127.9.9.1{n}", role=Role.MASTER, rack=racks[n % 2])
        for n in range(1, masters + 1)
    ]
    nodes += [
        Node(id=NodeId(f"a{n}"), address=f"127.9.9.2{n}", role=Role.PRIVATE_AGENT, rack=racks[n % 2]) for n in (1, 2)
    ]
    nodes.append(Node(id=NodeId("p1"), address="127.9.9.31", role=Role.PUBLIC_AGENT, rack=racks[0]))
    return Inventory(cluster="lab", nodes=tuple(nodes))


UNITS = {Role.MASTER: MASTER_UNITS, Role.PRIVATE_AGENT: AGENT_UNITS, Role.PUBLIC_AGENT: PUBLIC_UNITS}


def build_bench(*, masters: int = 3, release: str = "1.9.4") -> Bench:
    clock = FakeClock()
    inventory = _inventory(masters)
    spec = LabSpec(
        inventory=inventory,
        zone="127.9.9",
        release=release,
        root=Path("nowhere"),
        bootstrap_address="127.9.9.2",
        time_factor=FACTOR,
    )
    world = World(spec, clock)

    async def sleep(seconds: float) -> None:
        clock.now += seconds

    services = WorldServices(world, sleep=sleep)
    files = {str(node.id): FakeFiles(units=UNITS[node.role], release=release) for node in inventory.nodes}
    for name, node_files in files.items():
        services.attach(NodeId(name), node_files)
    world.settle()
    nodes = FakeNodes()
    board = FaultBoard(stage=Stage(world=world, nodes=nodes))
    return Bench(clock=clock, world=world, files=files, services=services, board=board, nodes=nodes)


@pytest.fixture
def bench() -> Bench:
    return build_bench()


@pytest.fixture
def make_bench() -> Callable[..., Bench]:
    return build_bench
