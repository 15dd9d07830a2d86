"""A whole site in memory: the ports of one cluster, and what a rehearsal needs besides."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.plan import Hop
from dcos_upgrade.lab.contract import LabSpec
from dcos_upgrade.lab.fault import FaultBoard, Stage
from dcos_upgrade.lab.memory.apps import MemoryApps, MemoryTargets
from dcos_upgrade.lab.memory.bootstrap import Bootstrap
from dcos_upgrade.lab.memory.disk import Disk
from dcos_upgrade.lab.memory.faces import MemoryApi, MemoryShell, MemoryWords
from dcos_upgrade.lab.memory.held import MemoryMarathons
from dcos_upgrade.lab.memory.job import finished, nap
from dcos_upgrade.lab.memory.keeping import MemoryEvidence, MemoryRuns
from dcos_upgrade.lab.memory.machine import Machine
from dcos_upgrade.lab.memory.machines import MemoryMachines
from dcos_upgrade.lab.memory.nodes import MemoryNodes, Witness
from dcos_upgrade.lab.memory.site_commands import MemoryCommands
from dcos_upgrade.lab.memory.timeline import MemoryClock, Timeline, run_on
from dcos_upgrade.lab.nodes.below import below
from dcos_upgrade.lab.world.services import WorldServices
from dcos_upgrade.lab.world.world import World

T = TypeVar("T")

START = datetime(2018, 7, 24, 3, 0, tzinfo=UTC)
LETTER = {Role.MASTER: "m", Role.PRIVATE_AGENT: "a", Role.PUBLIC_AGENT: "p"}
NETWORK = {Role.MASTER: 1, Role.PRIVATE_AGENT: 2, Role.PUBLIC_AGENT: 3}
LONGEST_POLL = 0.5
"""Seconds between two looks of a blocking systemctl: virtual time is cheap, each look is not."""


def memory_spec(
    *,
    masters: int = 3,
    private_agents: int = 2,
    public_agents: int = 1,
    release: str = "1.9.4",
    racks: int = 2,
    seed: int = 0,
    service_marathons: int = 0,
) -> LabSpec:
    """A lab of any size in real time (factor 1): on virtual time nothing has to be shortened."""
    counts = {Role.MASTER: masters, Role.PRIVATE_AGENT: private_agents, Role.PUBLIC_AGENT: public_agents}
    nodes = tuple(_node(role, number, racks) for role, count in counts.items() for number in range(count))
    return LabSpec(
        inventory=Inventory(cluster="lab", nodes=nodes),
        zone="10.0.0",
        release=release,
        root=Path("nowhere"),
        bootstrap_address="10.0.0.2",
        time_factor=1.0,
        seed=seed,
        service_marathons=service_marathons,
    )


def _node(role: Role, number: int, racks: int) -> Node:
    address = f"10.{NETWORK[role]}.{number // 200}.{number % 200 + 11}"
    return Node(id=NodeId(f"{LETTER[role]}{number + 1}"), address=address, role=role, rack=f"rack-{number % racks + 1}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The ports of a cluster in memory, and the hands that play fate on it.

    Everything asynchronous is run by `run`; faults are set and cleared at once, from within or between runs.
    """

    spec: LabSpec
    timeline: Timeline
    world: World
    machines: MemoryMachines
    shell: MemoryShell
    api: MemoryApi
    apps: MemoryApps
    targets: MemoryTargets
    commands: MemoryCommands
    words: MemoryWords
    nodes: MemoryNodes
    held: MemoryMarathons
    evidence: MemoryEvidence
    runs: MemoryRuns
    clock: MemoryClock
    board: FaultBoard
    services: WorldServices

    @property
    def inventory(self) -> Inventory:
        return self.spec.inventory

    @property
    def owners(self) -> MemoryNodes:
        return self.nodes

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """On virtual time, in a process of its own: what it raises is raised, what it began on nodes goes on."""
        return run_on(self.timeline, work)

    def script_url(self, hop: Hop) -> str:
        return self.machines.script_url_template.replace("{from}", hop.source).replace("{to}", hop.target)

    def set_fault(self, name: str, node: str | None = None) -> None:
        """Raises Usage for what cannot be meant."""
        finished(self.board.set(name, node))

    def clear_fault(self, name: str | None = None, node: str | None = None) -> None:
        finished(self.board.clear(name, node))

    def at(self, seconds: float, happening: Callable[[], None]) -> None:
        """Fate: this happens in so many virtual seconds, whoever is looking."""
        self.world.setting.agenda.after(seconds, happening)


def memory_site(spec: LabSpec, *, witness: Witness = lambda: None, start: datetime = START) -> Site:
    """A fresh cluster on which everything runs. ``witness`` is called wherever a process of ours can die."""
    timeline = Timeline(start.timestamp())
    clock = MemoryClock(timeline)
    world = World(spec, timeline)
    services = WorldServices(world, sleep=_patient)
    machines = _machines(spec, world)
    for node in spec.inventory.nodes:
        services.attach(node.id, machines.files(node.id))
    world.settle()
    timeline.follow(world.setting.agenda)
    api = MemoryApi(world, machines, clock)
    return Site(
        spec=spec,
        timeline=timeline,
        world=world,
        machines=machines,
        shell=MemoryShell(world, machines, clock),
        api=api,
        apps=MemoryApps(api, spec.inventory.masters, witness=witness),
        targets=MemoryTargets(api),
        commands=MemoryCommands(witness=witness),
        words=MemoryWords(world, clock),
        nodes=MemoryNodes(machines, world=world, services=services, clock=clock, witness=witness),
        held=MemoryMarathons(machines, services=services, clock=clock, witness=witness),
        evidence=MemoryEvidence(),
        runs=MemoryRuns(clock, witness=witness),
        clock=clock,
        board=FaultBoard(stage=Stage(world=world, nodes=machines)),
        services=services,
    )


async def _patient(seconds: float) -> None:
    await nap(max(seconds, LONGEST_POLL))


def _machines(spec: LabSpec, world: World) -> MemoryMachines:
    dice = random.Random(f"boots of {spec.seed}")  # not the world's dice: they fall as on the wire
    layers = below(spec.release)
    machines = {
        node.id: Machine(
            node=node,
            disk=Disk.installed(node.role, spec.release),
            boot_id=str(uuid.UUID(int=dice.getrandbits(128), version=4)),
            docker=layers.answers.replace("Version", "running", 1).strip(),
            system=(layers.system, layers.version, layers.kernel),
        )
        for node in spec.inventory.nodes
    }
    bootstrap = Bootstrap(url=f"http://{spec.bootstrap_address}", time_factor=spec.time_factor)
    return MemoryMachines(machines, bootstrap, world.setting)
