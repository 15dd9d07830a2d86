"""A small cluster in memory behind the run's ports: virtual time, deaths at chosen moments, scripts counted per node."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fakes.apps import FakeMarathon
from msgspec import UNSET, UnsetType

from dcos_upgrade.core.acceptance import StandingRisk
from dcos_upgrade.core.check import HopFacts
from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Owned, Refused, Unreachable
from dcos_upgrade.core.journal import GENESIS, Entry, Event, RunCreated, RunResumed, seal
from dcos_upgrade.core.judgement import Judgement, Severity, Verdict
from dcos_upgrade.core.plan import Hop, HopKind, Pacing, Plan, RoutePolicy, Stage, StageName, Step, Wave
from dcos_upgrade.core.probe import Answer, Service
from dcos_upgrade.core.step import Begun, StepLook, StepOrder
from dcos_upgrade.lab.memory.site_commands import MemoryCommands
from dcos_upgrade.usecases.hazards import Found
from dcos_upgrade.usecases.looking import Focus, Look, Validation
from dcos_upgrade.usecases.running import RunContext

START = datetime(2018, 7, 24, 3, 0, tzinfo=UTC)


class Killed(BaseException):
    """The orchestrator dies here, as by kill -9."""


class Executioner:
    """Counts every moment at which a process can die and kills at the chosen one."""

    def __init__(self, at: int | None = None) -> None:
        self.moments = 0
        self.at = at

    def __call__(self) -> None:
        self.moments += 1
        if self.moments == self.at:
            raise Killed


def inventory(masters: int = 3, private: int = 2, public: int = 1) -> Inventory:
    def nodes(prefix: str, count: int, role: Role) -> list[Node]:
        return [
            Node(id=NodeId(f"{prefix}{n}"), address=f"10.0.{ord(prefix) - 96}.{n}", role=role, rack=f"r{n % 2 + 1}")
            for n in range(1, count + 1)
        ]

    return Inventory(
        cluster="fake",
        nodes=(
            *nodes("m", masters, Role.MASTER),
            *nodes("a", private, Role.PRIVATE_AGENT),
            *nodes("p", public, Role.PUBLIC_AGENT),
        ),
    )


PACING = Pacing(
    looks=3,
    look_interval=31.0,
    poll_interval=5.0,
    gate_timeout=600.0,
    step_timeout=600.0,
    master_soak=60.0,
    agent_soak=60.0,
)


def plan_of(
    releases: Sequence[str] = ("1.10.7", "1.11.3"),
    *,
    nodes: Inventory | None = None,
    pacing: Pacing = PACING,
    at_once: int = 1,
    hold_back: bool | UnsetType = UNSET,
) -> Plan:
    known = nodes or inventory()
    hops = tuple(
        _hop(known, source, target, pacing, at_once, hold_back) for source, target in itertools.pairwise(releases)
    )
    return Plan(
        tool_version="0",
        cluster=known.cluster,
        cluster_id="id",
        source=releases[0],
        target=releases[-1],
        on=date(2018, 7, 24),
        policy=RoutePolicy.TEXT_2018,
        route=tuple(releases),
        hops=hops,
        inventory=known,
        catalog_digest="c",
        pacing=pacing,
        digest="d",
    )


def _hop(known: Inventory, source: str, target: str, pacing: Pacing, at_once: int, hold_back: bool | UnsetType) -> Hop:
    def step(node: Node) -> Step:
        return Step(node=node.id, source=source, target=target)

    masters = tuple(
        Wave(
            name=f"master {n.id}",
            steps=(step(n),),
            gates=("master-rejoined",),
            soak=pacing.master_soak,
            **_watched(pacing),
        )
        for n in known.masters
    )
    agents = {
        role: tuple(
            Wave(
                name=f"{role}",
                steps=tuple(step(n) for n in part),
                gates=("agent-rejoined",),
                at_once=at_once,
                soak=60.0,
                **_watched(pacing),
            )
            for part in ([*known.of(role)][:1], [*known.of(role)][1:])
            if part
        )
        for role in (Role.PRIVATE_AGENT, Role.PUBLIC_AGENT)
    }
    budget = 0 if pacing.failure_budget is UNSET else pacing.failure_budget
    return Hop(
        source=source,
        target=target,
        kind=HopKind.UPGRADE,
        stages=(
            Stage(name=StageName.MASTERS, waves=masters, hold_back=hold_back),
            Stage(name=StageName.SERVICE_MARATHONS),
            Stage(name=StageName.PRIVATE_AGENTS, waves=agents[Role.PRIVATE_AGENT], failure_budget=budget),
            Stage(name=StageName.PUBLIC_AGENTS, waves=agents[Role.PUBLIC_AGENT], failure_budget=budget),
            Stage(name=StageName.VALIDATION),
        ),
    )


def _watched(pacing: Pacing) -> dict[str, Any]:
    """The soak's gate of a wave, when the pacing asks for a stable time."""
    if pacing.soak_stable is UNSET:
        return {}
    return {"soak_gate": "soak-health", "stable": pacing.soak_stable, "retry": pacing.soak_retry}


def script(source: str, target: str) -> str:
    return (
        "#!/bin/bash\n"
        f'echo "ERROR: Expecting to upgrade DC/OS from {source} to {target}. Version found on node: X"\n'
        f"pkgpanda fetch --repository-url=http://boot {' '.join(packages(target))}\n"
        f"pkgpanda activate --no-block {' '.join(packages(target))}\n"
    )


def packages(release: str) -> tuple[str, ...]:
    return (f"marathon--{release}", f"mesos--{release}")


@dataclass
class FakeStep:
    """What lies on a node under /var/lib/dcos-upgrade/target/<release>."""

    begun: Begun
    ends_at: datetime | None
    exit: int | None = None


@dataclass
class FakeNode:
    release: str
    steps: dict[str, FakeStep] = field(default_factory=dict)
    swap_interrupted: bool = False
    reachable: bool = True
    runs: Counter[str] = field(default_factory=Counter)

    @property
    def flying(self) -> bool:
        return any(step.ends_at is not None for step in self.steps.values())


@dataclass
class FakeCluster:
    """All that survives the orchestrator's death: nodes, owner files, the journal's entries and the time."""

    plan: Plan
    now: datetime = START
    nodes: dict[str, FakeNode] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    owners: dict[str, tuple[str, int]] = field(default_factory=dict)
    mesos_leader: str | None = "m3"
    marathon_leader: str | None = "m2"
    verdicts: Callable[[str, str], Verdict] = lambda gate, node: Verdict.PASS
    script_exit: Callable[[str], int] = lambda node: 0
    swaps: Callable[[str], bool] = lambda node: True
    last_line: Callable[[str], str] = lambda node: "the last line"
    on_begun: Callable[[str, str], None] = lambda node, target: None
    seconds_of_a_step: float = 40
    starts: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    cancelled: set[tuple[str, int]] = field(default_factory=set)
    lost: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    script_changes: bool = False
    marathon: FakeMarathon = field(default_factory=FakeMarathon)
    site: MemoryCommands = field(default_factory=lambda: MemoryCommands(witness=lambda: None))
    marathon_queue: list[str] = field(default_factory=list)
    marathons_down: set[str] = field(default_factory=set)
    marathons_led: list[tuple[str, str]] = field(default_factory=list)
    """(node, release) of every Marathon that came to lead after the start."""
    standing: dict[int, tuple[StandingRisk, ...]] = field(default_factory=dict)
    risks_asked: list[int] = field(default_factory=list)
    on_risks_asked: Callable[[int], None] = lambda times: None
    heard_after: int | None = None
    """With this look at the risks nothing is unknown any more, and nothing stands."""

    def __post_init__(self) -> None:
        self.marathon_queue = [node.id for node in self.plan.inventory.masters if node.id != self.marathon_leader]
        self.nodes = {node.id: FakeNode(release=self.plan.source) for node in self.plan.inventory.nodes}

    def process(self, death: Executioner | None = None) -> RunContext:
        """A new orchestrator process over this cluster; the first one creates the run, later ones resume it."""
        return process(self, death or Executioner())

    def tick(self) -> None:
        """What the nodes' detached jobs have done by now, whoever is looking."""
        for name, node in self.nodes.items():
            for target, step in node.steps.items():
                if step.ends_at is not None and self.now >= step.ends_at:
                    self._end(name, target, step)

    def _end(self, name: str, target: str, step: FakeStep) -> None:
        step.exit, step.ends_at = self.script_exit(name), None
        if self.swaps(name):
            self.nodes[name].release = target
            self._lead_elsewhere(name)

    def _lead_elsewhere(self, name: str) -> None:
        masters = [node.id for node in self.plan.inventory.masters]
        others = [node for node in masters if node != name]
        if others and self.mesos_leader == name:
            self.mesos_leader = others[0]
        if name in masters:
            self.stop_marathon(name)
            self.start_marathon(name)

    def stop_marathon(self, name: str) -> None:
        """The one that has been waiting for longest takes over, if this one leads."""
        self.marathons_down.add(name)
        self.marathon_queue = [node for node in self.marathon_queue if node != name]
        if self.marathon_leader == name:
            self.marathon_leader = None
            self._elect_marathon()

    def start_marathon(self, name: str) -> None:
        self.marathons_down.discard(name)
        if name != self.marathon_leader and name not in self.marathon_queue:
            self.marathon_queue.append(name)
        if self.marathon_leader is None:
            self._elect_marathon()

    def _elect_marathon(self) -> None:
        if self.marathon_queue:
            self.marathon_leader = self.marathon_queue.pop(0)
            self.marathons_led.append((self.marathon_leader, self.nodes[self.marathon_leader].release))


def process(cluster: FakeCluster, death: Executioner) -> RunContext:
    epoch = max((entry.epoch for entry in cluster.entries), default=0) + 1
    journal = FakeJournal(cluster, epoch, death)
    if epoch == 1:
        journal.append(
            RunCreated(plan="d", cluster="fake", route=cluster.plan.route, baseline="b", tool_version="0", by="test")
        )
    else:
        journal.append(RunResumed(tool_version="0", by="test"))
    return RunContext(
        plan=cluster.plan,
        journal=journal,
        nodes=FakeNodes(cluster, death),
        owners=FakeOwners(cluster, death),
        held=FakeHeld(cluster, death),
        api=FakeBootstrap(cluster),
        apps=cluster.marathon,
        targets=cluster.marathon,
        site=replace(cluster.site, witness=death),
        looks=FakeLooks(cluster),
        hazards=FakeHazards(cluster),
        clock=FakeClock(cluster),
        script_url=lambda hop: f"http://boot/{hop.source}-{hop.target}",
        mesos_of=lambda release: None,
    )


class FakeHazards:
    """What stands on each hop is what the cluster was told."""

    def __init__(self, cluster: FakeCluster) -> None:
        self.cluster = cluster

    async def standing(
        self, plan: Plan, hop: int, acknowledged: frozenset[str], *, left_out: frozenset[str] = frozenset()
    ) -> Found:
        self.cluster.risks_asked.append(hop)
        self.cluster.on_risks_asked(len(self.cluster.risks_asked))
        if len(self.cluster.risks_asked) == self.cluster.heard_after:
            self.cluster.standing = {}
        return Found(look=f"risks-{len(self.cluster.risks_asked)}", risks=self.cluster.standing.get(hop, ()))


class FakeClock:
    def __init__(self, cluster: FakeCluster) -> None:
        self.cluster = cluster

    def now(self) -> datetime:
        return self.cluster.now

    async def sleep(self, seconds: float) -> None:
        self.cluster.now += timedelta(seconds=max(seconds, 0.001))
        self.cluster.tick()


class FakeJournal:
    def __init__(self, cluster: FakeCluster, epoch: int, death: Executioner) -> None:
        self.cluster, self.epoch, self.death = cluster, epoch, death

    def append(self, event: Event) -> Entry:
        self.death()
        return self._written(event)

    def _written(self, event: Event) -> Entry:
        if any(entry.epoch > self.epoch for entry in self.cluster.entries):
            raise Owned("fenced off by a later process")
        entries = self.cluster.entries
        entry = seal(
            seq=len(entries) + 1,
            run="r1",
            epoch=self.epoch,
            time=self.cluster.now,
            event=event,
            previous=entries[-1].hash if entries else GENESIS,
        )
        entries.append(entry)
        self.death()
        return entry

    def append_next(self, event: Event, *, seen: int) -> Entry | None:
        self.death()
        return self._written(event) if len(self.cluster.entries) == seen else None

    def entries(self, after: int = 0) -> tuple[Entry, ...]:
        return tuple(self.cluster.entries[after:])


class FakeNodes:
    """The node holds the mutex: ``begun`` is created once, and only its creator's job runs the script."""

    def __init__(self, cluster: FakeCluster, death: Executioner) -> None:
        self.cluster, self.death = cluster, death

    async def start_step(self, order: StepOrder) -> StepLook:
        node = self._node(order.node)
        self.death()
        if self.cluster.script_changes:
            raise Refused("the script is not the one that was bound")
        if (order.node, order.attempt) in self.cluster.cancelled:
            raise Refused("this attempt was set aside already")
        if order.target not in node.steps:
            begun = Begun(run=order.run, epoch=order.epoch, attempt=order.attempt, boot_id="b")
            ends_at = self.cluster.now + timedelta(seconds=self.cluster.seconds_of_a_step)
            node.steps[order.target] = FakeStep(begun=begun, ends_at=ends_at)
            node.runs[order.target] += 1
            self.cluster.starts.append(order.node)
            self.cluster.on_begun(order.node, order.target)
        self.death()
        return self._look(order.node, order.target)

    async def observe_step(self, node: Node, target: str) -> StepLook:
        self._node(node.id)
        self.cluster.tick()
        return self._look(node.id, target)

    async def cancel_step(self, node: Node, target: str, run: str, attempt: int) -> bool:
        lies = self._node(node.id).steps.get(target)
        if lies is not None and (lies.begun.run, lies.begun.attempt) == (run, attempt):
            return False
        self.cluster.cancelled.add((node.id, attempt))
        self.death()
        return True

    async def retire_step(self, node: Node, target: str, attempt: int) -> None:
        fake = self._node(node.id)
        step = fake.steps.pop(target)
        assert step.ends_at is None, "a live job must never be retired"
        assert step.begun.attempt == attempt
        self.cluster.retired.append(node.id)
        self.death()

    def _node(self, name: str) -> FakeNode:
        node = self.cluster.nodes[name]
        if not node.reachable:
            raise Unreachable(f"{name} does not answer")
        return node

    def _look(self, name: str, target: str) -> StepLook:
        node = self.cluster.nodes[name]
        step = node.steps.get(target)
        return StepLook(
            node=NodeId(name),
            time=self.cluster.now,
            begun=step.begun if step else None,
            alive=step is not None and step.ends_at is not None,
            rebooted=False,
            exit=step.exit if step else None,
            version=node.release,
            active=packages(node.release),
            stored=packages(node.release),
            install_progress="archive" if node.swap_interrupted else None,
            active_present=not node.swap_interrupted,
            log_tail=self.cluster.last_line(name),
        )


class FakeOwners:
    def __init__(self, cluster: FakeCluster, death: Executioner) -> None:
        self.cluster, self.death = cluster, death

    async def claim(self, master: Node, *, cluster: str, run: str, epoch: int) -> None:
        self.death()
        owner = self.cluster.owners.get(master.id)
        if owner is not None and (owner[0] != run or owner[1] > epoch):
            raise Owned(f"{master.id} is owned by run {owner[0]}")
        self.cluster.owners[master.id] = (run, epoch)
        self.death()

    async def release(self, master: Node, *, run: str) -> None:
        self.death()
        if self.cluster.owners.get(master.id, ("", 0))[0] == run:
            del self.cluster.owners[master.id]


class FakeHeld:
    """A master's Marathon, by its systemd."""

    def __init__(self, cluster: FakeCluster, death: Executioner) -> None:
        self.cluster, self.death = cluster, death

    async def stop_marathon(self, node: Node) -> None:
        self._reach(node)
        self.death()
        self.cluster.stop_marathon(node.id)
        self.death()

    async def start_marathon(self, node: Node) -> None:
        self._reach(node)
        self.death()
        self.cluster.start_marathon(node.id)
        self.death()

    def _reach(self, node: Node) -> None:
        if not self.cluster.nodes[node.id].reachable:
            raise Unreachable(f"{node.id} does not answer")


class FakeBootstrap:
    def __init__(self, cluster: FakeCluster) -> None:
        self.cluster = cluster

    async def get(self, node: Node, service: Service, path: str) -> Answer:
        cluster = self.cluster
        if (service, path) != (Service.MARATHON, "/v2/leader"):
            raise Unreachable("only the bootstrap host and Marathon are here")
        if node.id in cluster.marathons_down or not cluster.nodes[node.id].reachable or cluster.marathon_leader is None:
            raise Unreachable(f"Marathon of {node.id} does not answer")
        leader = next(each for each in cluster.plan.inventory.masters if each.id == cluster.marathon_leader)
        body = b'{"leader":"%s:8080"}' % leader.address.encode()
        return Answer(body=body, status=200, source=f"{node.id}{path}", time=cluster.now)

    async def get_url(self, url: str) -> Answer:
        source, target = url.rsplit("/", 1)[1].split("-")
        return Answer(body=script(source, target).encode(), status=200, source=url, time=self.cluster.now)


class FakeLooks:
    def __init__(self, cluster: FakeCluster) -> None:
        self.cluster = cluster

    async def judge(self, gates: Sequence[str], focus: Sequence[Focus], hop: HopFacts) -> Look:
        self.cluster.now += timedelta(seconds=1)
        self.cluster.tick()
        judged = {each.node: tuple(self._judgement(gate, each.node) for gate in gates) for each in focus}
        return Look(
            judgements=judged,
            digest=hashlib.sha256(repr(self.cluster.now).encode()).hexdigest(),
            mesos_leader=NodeId(self.cluster.mesos_leader) if self.cluster.mesos_leader else None,
            marathon_leader=NodeId(self.cluster.marathon_leader) if self.cluster.marathon_leader else None,
            releases={
                each.node: self.cluster.nodes[each.node].release for each in focus if each.node in self.cluster.nodes
            },
        )

    def _judgement(self, gate: str, node: str) -> Judgement:
        return Judgement(
            check="fake",
            verdict=self.cluster.verdicts(gate, node),
            severity=Severity.BLOCKER,
            subject=NodeId(node),
            summary=f"as the test wants it at {gate}",
            evidence=("e",),
        )

    async def validate(self, hop: HopFacts) -> Validation:
        behind = tuple(
            f"release {name}: {node.release}"
            for name, node in self.cluster.nodes.items()
            if node.release != str(hop.target) and name not in hop.set_aside | hop.left_out
        )
        return Validation(digest="v", lost=(*behind, *self.cluster.lost), unknown=self.cluster.unknown)
