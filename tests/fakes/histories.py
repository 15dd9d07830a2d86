"""Random nights: clusters, faults, deaths and people's words, and the rules that hold whatever happens.

A ``Night`` is one run over a FakeCluster. Every script that begins anywhere is judged at that very moment against the world as
it truly is; the journal is judged when a process has ended, by whatever end.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from dataclasses import replace as with_ports
from datetime import datetime, timedelta
from typing import TypeVar

from fakes.cluster import Executioner, FakeCluster, FakeStep, Killed, inventory, plan_of
from fakes.services import DyingApps, app_at, image, with_services_by_hop
from msgspec import UNSET
from msgspec.structs import replace

from dcos_upgrade.core import journal
from dcos_upgrade.core.cluster import Inventory, Role
from dcos_upgrade.core.journal import Entry, Event, broken_link
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.plan import Pacing, Plan, ServiceMarathon, Stage
from dcos_upgrade.core.step import RERUN_IS_SAFE, NodeState
from dcos_upgrade.engine.position import AGENT_STAGES, open_hop, place_of
from dcos_upgrade.engine.services import GATE, READY
from dcos_upgrade.engine.state import Phase, RunState, fold
from dcos_upgrade.planning.waves import agent_waves
from dcos_upgrade.usecases.running import RunContext, drive

E = TypeVar("E", bound=Event)

RELEASES = ("1.10.7", "1.11.3", "1.12.3")


GOES, STAYS = "/goes", "/stays"
VERSIONS = ("1.5.8", "1.6.352", "1.7.189")


def services_of(hop: int) -> tuple[ServiceMarathon, ...]:
    before, after = VERSIONS[hop], VERSIONS[hop + 1]
    goes = ServiceMarathon(
        app=GOES, framework="goes", framework_id="F1", source=before, target=after, patch=image(after)
    )
    stays = ServiceMarathon(app=STAYS, framework="stays", framework_id="F2", source=VERSIONS[0], target=VERSIONS[0])
    return goes, stays


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How large the cluster is and how the run is paced."""

    masters: int
    private: int
    public: int
    hops: int
    at_once: int
    failure_budget: int
    rack_budget: int
    run_budget: int
    stable: bool
    hold_back: bool
    services: int = 0
    """So many service Marathons: the first goes with each hop, the second stays as it is."""

    def plan(self) -> Plan:
        pacing = Pacing(
            looks=2,
            look_interval=31.0,
            gate_timeout=300.0,
            step_timeout=300.0,
            master_soak=20.0,
            agent_soak=20.0,
            failure_budget=self.failure_budget,
            rack_budget=self.rack_budget,
            run_budget=self.run_budget,
        )
        if self.stable:
            pacing = replace(pacing, soak_stable=31.0, soak_retry=300.0)
        nodes = inventory(masters=self.masters, private=self.private, public=self.public)
        hold_back = True if self.hold_back else UNSET
        plan = plan_of(RELEASES[: self.hops + 1], nodes=nodes, pacing=pacing, at_once=self.at_once, hold_back=hold_back)
        hops = tuple(replace(hop, stages=tuple(self.waved(nodes, stage) for stage in hop.stages)) for hop in plan.hops)
        return with_services_by_hop(
            replace(plan, hops=hops), [services_of(number)[: self.services] for number in range(self.hops)]
        )

    def waved(self, nodes: Inventory, stage: Stage) -> Stage:
        """The agents' waves as the planner makes them: a canary, then growing waves, each within one rack."""
        steps = [step for wave in stage.waves for step in wave.steps]
        if stage.name not in AGENT_STAGES or not steps:
            return stage
        pairs = [(node, step) for step in steps for node in nodes.nodes if node.id == step.node]
        pacing = Pacing(at_once=self.at_once, first_wave=1, wave_growth=2.0, agent_soak=20.0)
        template = stage.waves[0]
        waves = tuple(
            replace(wave, soak_gate=template.soak_gate, stable=template.stable, retry=template.retry)
            for wave in agent_waves(pairs, stage=stage.name, pacing=pacing)
        )
        return replace(stage, waves=waves)


class Broken(AssertionError):
    """A rule that must hold whatever happens did not."""


class Moments(Executioner):
    """Where a process can die; at chosen moments it does, or another terminal writes something."""

    def __init__(self, at: int | None, meanwhile: dict[int, Callable[[], None]]) -> None:
        super().__init__(at)
        self.meanwhile = meanwhile

    def __call__(self) -> None:
        happens = self.meanwhile.pop(self.moments + 1, None)
        super().__call__()
        if happens is not None:
            happens()


class StormyCluster(FakeCluster):
    """A cluster whose nodes fail as they are told to: ``behaviour`` by node until it is mended."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.behaviour: dict[str, str] = {}
        self.sick: set[str] = set()
        self.ill_looks = 0
        self.refusals = 0
        self.whole = True
        self.marathon.runs_on = lambda definition: ["10.0.1.9"]
        self.marathon.says = self._refused
        self.marathon.apps |= {app: app_at(app, VERSIONS[0]) for app in (GOES, STAYS)}
        self.gaps = 0
        self.starting_takes = 0.0
        self.script_exit = lambda name: 1 if self.behaviour.get(name) in {"fails", "interrupted", "late-exit"} else 0
        self.swaps = lambda name: self.behaviour.get(name) not in {"fails", "interrupted", "does-nothing"}
        self.verdicts = self._verdict

    def _verdict(self, gate: str, node: str) -> Verdict:
        if self.gaps > 0:
            self.gaps -= 1
            return Verdict.UNKNOWN
        if gate in {READY, GATE} and self.ill_looks > 0:
            self.ill_looks -= 1
            return Verdict.FAIL
        if not self.whole or node in self.sick:
            return Verdict.FAIL
        return Verdict.PASS

    def _end(self, name: str, target: str, step: FakeStep) -> None:
        super()._end(name, target, step)
        if self.behaviour.get(name) == "interrupted":
            self.nodes[name].swap_interrupted = True
        if self.behaviour.get(name) == "no-rejoin":
            self.sick.add(name)

    def _refused(self, method: str, app: str) -> tuple[int, object] | None:
        """What the root Marathon says of a change while a deployment of somebody's holds the app."""
        if method != "PUT" or self.refusals < 1:
            return None
        self.refusals -= 1
        return 409, {"message": "App is locked by one or more deployments"}

    def version(self, app: str) -> str:
        """What runs in this app."""
        return str(self.marathon.apps[app]["container"]["docker"]["image"]).removeprefix("mom:v")

    def mend(self) -> None:
        """What people do in the end: every node answers, interrupted swaps are finished by hand, nothing fails any more."""
        self.behaviour.clear()
        self.sick.clear()
        self.whole, self.gaps, self.starting_takes = True, 0, 0.0
        self.ill_looks, self.refusals = 0, 0
        for node in self.nodes.values():
            node.reachable = True
            if node.swap_interrupted:
                node.swap_interrupted = False
                node.release = max(node.steps, key=lambda target: RELEASES.index(target))


@dataclass
class Night:
    """One run from its plan to its end, with everything that happens in between."""

    shape: Shape
    cluster: StormyCluster = field(init=False)
    repeats: Counter[tuple[str, str]] = field(default_factory=Counter)
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    moved: bool = False
    dies_at_change: bool = False
    deaths: int = 0
    processes: int = 0

    def __post_init__(self) -> None:
        self.cluster = StormyCluster(plan=self.shape.plan())
        self.cluster.on_begun = self.begun

    @property
    def plan(self) -> Plan:
        return self.cluster.plan

    def state(self) -> RunState:
        return fold(self.cluster.entries)

    # What happens

    def begun(self, node: str, target: str) -> None:
        self.judge_start(node, target)
        self.cluster.now += timedelta(seconds=self.cluster.starting_takes)

    def process(
        self,
        *,
        dies_at: int | None = None,
        meanwhile: dict[int, Callable[[], None]] | None = None,
        dies_at_change: bool = False,
    ) -> None:
        """A process carries the run out, until it stops by itself or dies.

        ``dies_at_change``: when the root Marathon has taken a change and nobody has written that down yet.
        """
        if self.state().outcome is not None:
            return
        self.processes += 1
        self.dies_at_change = dies_at_change
        try:
            asyncio.run(drive(self.context(Moments(dies_at, meanwhile or {}))))
        except Killed:
            self.deaths += 1
        self.judge_journal()

    def context(self, moments: Moments) -> RunContext:
        apps = DyingApps(self.cluster, moments, changed=self.changed)
        return with_ports(self.cluster.process(moments), apps=apps)

    def changed(self, app: str) -> None:
        self.judge_change(app)
        if self.dies_at_change:
            raise Killed

    def say(self, event: Event | None) -> None:
        """From another terminal; nothing is said of a run that is over."""
        if event is None or self.state().outcome is not None or not self.cluster.entries:
            return
        entries = self.cluster.entries
        sealed = journal.seal(
            seq=len(entries) + 1,
            run="r1",
            epoch=max(entry.epoch for entry in entries),
            time=self.cluster.now,
            event=event,
            previous=entries[-1].hash,
        )
        entries.append(sealed)

    def pause(self) -> journal.PauseRequested:
        return journal.PauseRequested(by="people", reason="a call")

    def retry(self, node: str) -> journal.RetryRequested | None:
        """As the command would: only for a step that failed on a node whose old generation is whole."""
        state, hop = self.state(), self.hop()
        progress = state.node(hop, node)
        fake = self.cluster.nodes[node]
        if progress.phase is not Phase.SETTLED or progress.node_state not in RERUN_IS_SAFE or fake.flying:
            return None
        if self.really(node) not in RERUN_IS_SAFE or not fake.reachable:
            return None
        self.repeats[node, self.plan.hops[hop].target] += 1
        return journal.RetryRequested(hop=hop, node=node, by="people")

    def quarantine(self, node: str) -> journal.Quarantined | None:
        hop = self.hop()
        place = place_of(self.plan, hop, node)
        if place is None or place[0].name == "masters" or self.cluster.nodes[node].flying:
            return None
        if self.state().node(hop, node).phase in {Phase.QUARANTINED, Phase.VERIFIED, Phase.IN_FLIGHT}:
            return None
        return journal.Quarantined(hop=hop, node=node, signature="people", reason="set aside", by="people")

    def readmit(self, node: str) -> journal.Readmitted | None:
        """As the command would: the node is seen to be at the target, or its old generation to be whole."""
        found = [hop for hop, name in self.state().quarantined if name == node]
        fake = self.cluster.nodes[node]
        if not found or fake.flying or not fake.reachable:
            return None
        if self.really(node, found[0]) not in {NodeState.NEW, *RERUN_IS_SAFE}:
            return None
        place = place_of(self.plan, found[0], node)
        assert place is not None
        self.repeats[node, self.plan.hops[found[0]].target] += 1
        return journal.Readmitted(hop=found[0], node=node, stage=str(place[0].name), wave=place[1], by="people")

    def skip(self, node: str) -> journal.LeftOut | None:
        known = self.plan.inventory.node(node)
        if known is None or known.role is Role.MASTER or self.cluster.nodes[node].flying:
            return None
        if not any(name == node for _, name in self.state().quarantined):
            return None
        return journal.LeftOut(node=node, by="people", reason="broken for good")

    def really(self, node: str, hop: int | None = None) -> NodeState:
        """What lies on the node's disk, whatever anybody believes."""
        fake, number = self.cluster.nodes[node], self.hop() if hop is None else hop
        if fake.swap_interrupted:
            return NodeState.SWAP_INTERRUPTED
        if fake.release == self.plan.hops[number].target:
            return NodeState.NEW
        return NodeState.OLD_CLEAN if fake.release == self.plan.hops[number].source else NodeState.UNKNOWN

    def hop(self) -> int:
        number = open_hop(self.plan, self.state())
        return len(self.plan.hops) - 1 if number is None else number

    def leaders_move(self, mesos: str, marathon: str) -> None:
        self.moved = True
        if marathon not in self.cluster.marathons_down:
            self.cluster.mesos_leader, self.cluster.marathon_leader = mesos, marathon

    def time_passes(self, seconds: float) -> None:
        self.cluster.now += timedelta(seconds=seconds)
        self.cluster.tick()

    def ends(self) -> RunState:
        """Everything is mended; people do what each halt asks for, and the run must come to a lawful end."""
        self.cluster.mend()
        for _ in range(60):
            self.time_passes(60)
            self.process()
            state = self.state()
            if state.outcome is not None:
                self.judge_end(state)
                return state
            self.answer(state)
        raise Broken(f"the run comes to no end: {self.state().halted}")

    def answer(self, state: RunState) -> None:
        """The one thing that the halt names."""
        halted = state.halted
        if halted is None:
            return
        if halted.name == "quarantined":
            for _, node in sorted(state.quarantined):
                self.say(self.readmit(node) or self.skip(node))
        elif halted.what == "node" and halted.name in RERUN_IS_SAFE:
            self.say(self.retry(halted.node))

    # What must hold

    def judge_start(self, node: str, target: str) -> None:
        """At the very moment at which a script begins somewhere."""
        plan, cluster = self.plan, self.cluster
        hop = next(number for number, each in enumerate(plan.hops) if each.target == target)
        place = place_of(plan, hop, node)
        assert place is not None
        stage, wave = place
        flying = [name for name, each in cluster.nodes.items() if each.flying and name != node]
        masters = [each.id for each in plan.inventory.masters]
        new = {name for name in masters if cluster.nodes[name].release == target}
        runs = cluster.nodes[node].runs[target]
        if runs > 1 + self.repeats[node, target]:
            raise Broken(f"the script ran {runs} times on {node}")
        if node in masters:
            self.judge_master(node, flying, new, masters)
            return
        if new != set(masters):
            raise Broken(f"{node} begins before the masters {sorted(set(masters) - new)}")
        if len(flying) + 1 > stage.waves[wave].at_once:
            raise Broken(f"{node} begins while {flying} are under way")
        racks = {plan.inventory.node(name).rack for name in (*flying, node)}  # type: ignore[union-attr]  # of the plan
        if len(racks) > 1:
            raise Broken(f"racks {sorted(map(str, racks))} are under way together")
        self.judge_services(node, hop)
        self.judge_phase(node, hop)

    def judge_master(self, node: str, flying: list[str], new: set[str], masters: list[str]) -> None:
        if flying:
            raise Broken(f"the master {node} begins while {flying} are under way")
        admitted = [
            entry.event
            for entry in self.cluster.entries
            if isinstance(entry.event, journal.Admitted) and entry.event.node == node
        ]
        if admitted and admitted[-1].mesos_leader == node and new != set(masters) - {node}:
            raise Broken(f"the leader {node} begins before {sorted(set(masters) - new - {node})}")

    def judge_services(self, node: str, hop: int) -> None:
        """Those of this hop are what they are to be before an agent of it begins."""
        behind = [each.app for each in self.services(hop) if self.cluster.version(each.app) != each.target]
        looked_at = {(each.hop, each.app) for each in self.events(journal.ServiceVerified)}
        unseen = [each.app for each in self.services(hop) if (hop, each.app) not in looked_at]
        if behind or unseen:
            raise Broken(f"{node} begins before the service Marathons {behind or unseen}")

    def judge_change(self, app: str) -> None:
        """At the very moment at which the app of a service Marathon is changed."""
        version = self.cluster.version(app)
        self.changes[app, version] += 1
        hop = VERSIONS.index(version) - 1
        target = self.plan.hops[hop].target
        behind = [each.id for each in self.plan.inventory.masters if self.cluster.nodes[each.id].release != target]
        flying = [name for name, each in self.cluster.nodes.items() if each.flying]
        if behind or flying:
            raise Broken(f"{app} is changed before the masters {behind}, under way: {flying}")
        if self.changes[app, version] > 1:
            raise Broken(f"{app} was changed {self.changes[app, version]} times to {version}")
        if not any((each.hop, each.app) == (hop, app) for each in self.events(journal.ServiceUpdateStarted)):
            raise Broken(f"{app} is changed and nothing was written down before")

    def services(self, hop: int) -> tuple[ServiceMarathon, ...]:
        return services_of(hop)[: self.shape.services]

    def events(self, kind: type[E]) -> list[E]:
        return [entry.event for entry in self.cluster.entries if isinstance(entry.event, kind)]

    def judge_phase(self, node: str, hop: int) -> None:
        phase = fold(self.cluster.entries).node(hop, node).phase
        if phase is not Phase.IN_FLIGHT:
            raise Broken(f"{node} begins though its step is {phase}")

    def judge_journal(self) -> None:
        entries = tuple(self.cluster.entries)
        if broken_link(entries) is not None:
            raise Broken("the chain of the journal does not hold")
        state = RunState()
        for entry in entries:
            state = fold((entry,), state)
        self.judge_gates(entries)
        self.judge_admissions(entries)
        self.judge_service_looks(entries)
        self.judge_quarantines(entries)
        self.judge_hops(entries)
        self.judge_marathons()

    def judge_gates(self, entries: tuple[Entry, ...]) -> None:
        """A step is verified by enough looks in a row, far enough apart, all of them younger than its settling."""
        rows: dict[tuple[int, str], list[datetime]] = {}
        for entry in entries:
            event = entry.event
            match event:
                case journal.StepSettled():
                    rows[event.hop, event.node] = []
                case journal.GateBroken():
                    rows[event.hop, event.node] = []
                case journal.RunResumed() | journal.PauseRequested() | journal.AbortRequested():
                    rows = {key: [] for key in rows}
                case journal.GatePassed():
                    rows[event.hop, event.node].append(entry.time)
                case journal.StepVerified():
                    row = rows.get((event.hop, event.node), [])
                    if len(row) < self.plan.pacing.looks:
                        raise Broken(f"{event.node} is verified by {len(row)} looks")
                    apart = [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(row)]
                    if any(each < self.plan.pacing.look_interval for each in apart):
                        raise Broken(f"looks at {event.node} are only {min(apart):g} s apart")

    def judge_service_looks(self, entries: tuple[Entry, ...]) -> None:
        """One is verified by enough good looks in a row, far enough apart, of one process, and begun on no pause."""
        rows: dict[tuple[int, str], list[datetime]] = {}
        paused = False
        for entry in entries:
            event = entry.event
            match event:
                case journal.PauseRequested() | journal.AbortRequested():
                    paused, rows = True, {}
                case journal.RunResumed():
                    paused, rows = False, {}
                case journal.ServiceUpdateStarted() if paused:
                    raise Broken(f"{event.app} is begun though the run was paused")
                case journal.ServiceUpdated() | journal.ServiceLooked(verdict=Verdict.FAIL | Verdict.UNKNOWN):
                    rows[event.hop, event.app] = []
                case journal.ServiceLooked():
                    rows.setdefault((event.hop, event.app), []).append(entry.time)
                case journal.ServiceVerified():
                    self.judge_row(event.app, rows.get((event.hop, event.app), []))

    def judge_row(self, app: str, row: list[datetime]) -> None:
        if len(row) < self.plan.pacing.looks:
            raise Broken(f"the service Marathon {app} is verified by {len(row)} looks")
        apart = [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(row)]
        if any(each < self.plan.pacing.look_interval for each in apart):
            raise Broken(f"looks at {app} are only {min(apart):g} s apart")

    def judge_admissions(self, entries: tuple[Entry, ...]) -> None:
        """A step starts on a young admission that nothing has voided, and never after a pause."""
        admitted: dict[tuple[int, str], datetime] = {}
        paused = False
        for entry in entries:
            event = entry.event
            match event:
                case journal.Admitted():
                    admitted[event.hop, event.node] = entry.time
                case journal.PauseRequested() | journal.AbortRequested():
                    paused, admitted = True, {}
                case journal.RunResumed():
                    paused, admitted = False, {}
                case journal.StepStarted():
                    since = admitted.pop((event.hop, event.node), None)
                    age = None if since is None else (entry.time - since).total_seconds()
                    if paused or age is None or age > self.plan.pacing.admission_age:
                        raise Broken(f"{event.node} is started on an admission of {age} s, paused: {paused}")

    def judge_marathons(self) -> None:
        """With the old ones held back, none ever leads after a newer one; where people moved the lead, nothing is said."""
        if not self.shape.hold_back or self.moved:
            return
        led = [RELEASES.index(release) for _, release in self.cluster.marathons_led]
        if any(later < earlier for earlier, later in itertools.pairwise(led)):
            raise Broken(f"an older Marathon leads after a newer one: {self.cluster.marathons_led}")

    def judge_quarantines(self, entries: tuple[Entry, ...]) -> None:
        """Within the budgets as they are counted now, and no cause a second time."""
        seen: set[str] = set()
        state = RunState()
        for entry in entries:
            state = fold((entry,), state)
            event = entry.event
            if not isinstance(event, journal.Quarantined):
                continue
            place = place_of(self.plan, event.hop, event.node)
            if place is None or place[0].name == "masters":
                raise Broken(f"the master {event.node} is set aside")
            if event.by:
                continue
            if event.signature in seen:
                raise Broken(f"{event.signature} failed twice and the run went on")
            seen.add(event.signature)
            self.judge_budgets(state, event)

    def judge_budgets(self, state: RunState, event: journal.Quarantined) -> None:
        pacing, plan = self.plan.pacing, self.plan
        out = state.quarantined
        rack = plan.inventory.node(event.node).rack  # type: ignore[union-attr]  # it is of the plan
        of_rack = [n for _, n in out if plan.inventory.node(n).rack == rack]  # type: ignore[union-attr]
        if len(out) > pacing.run_budget or len(of_rack) > pacing.rack_budget:  # type: ignore[operator]  # they are set
            raise Broken(f"{event.node} is set aside beyond the budget: {sorted(out)}")

    def judge_hops(self, entries: tuple[Entry, ...]) -> None:
        """No hop is bound while a node is set aside in an earlier one, or before that hop was validated."""
        state = RunState()
        for entry in entries:
            event = entry.event
            if isinstance(event, journal.HopBound):
                left = [node for hop, node in state.quarantined if hop < event.hop and node not in state.left_out]
                if left or any(earlier not in state.hops_validated for earlier in range(event.hop)):
                    raise Broken(f"hop {event.hop + 1} begins, set aside: {left}, validated: {state.hops_validated}")
            state = fold((entry,), state)

    def judge_end(self, state: RunState) -> None:
        """However it ended: nothing flies, no owner file is left, and what is done is really done."""
        if self.cluster.owners:
            raise Broken(f"owner files are left: {self.cluster.owners}")
        if self.cluster.marathons_down or state.held_back:
            raise Broken(f"Marathons stay stopped: {self.cluster.marathons_down | set(state.held_back)}")
        if any(node.flying for node in self.cluster.nodes.values()):
            raise Broken("the run is over while a script runs")
        if state.outcome != "done":
            return
        out = {node for _, node in state.quarantined} | set(state.left_out)
        behind = {name for name, node in self.cluster.nodes.items() if node.release != self.plan.target} - out
        behind |= {
            each.app for each in self.services(self.shape.hops - 1) if self.cluster.version(each.app) != each.target
        }
        if behind:
            raise Broken(f"the run is done and {sorted(behind)} are not at {self.plan.target}")


__all__ = ["Broken", "Night", "Shape"]
