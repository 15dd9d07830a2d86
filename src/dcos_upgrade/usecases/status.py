"""Where a run is, for people and programs: made of its plan and its journal alone, so any process can ask at any time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.core.journal import Entry, Halted
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.engine.ledger import Item, ledger
from dcos_upgrade.engine.position import position_of
from dcos_upgrade.engine.state import NodeProgress, Phase, RunState, fold


class State(StrEnum):
    """``idle``: there is no run, or nobody carries the open one out at present."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    HALTED = "halted"
    DONE = "done"
    FAILED = "failed"
    ABORTED = "aborted"


OVER = {"done": State.DONE, "failed": State.FAILED, "aborted": State.ABORTED}
"""The states of a run that is over, by the outcome in its journal."""


class Where(StrEnum):
    """Where a node is in the present hop. ``in_doubt``: begun, and nobody is following it."""

    DONE = "done"
    IN_FLIGHT = "in_flight"
    QUARANTINED = "quarantined"
    IN_DOUBT = "in_doubt"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeStatus:
    """``release`` is what the plan and the journal say that the node has now."""

    id: str
    role: str
    rack: str
    where: Where
    release: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStatus:
    """``hop`` counts from 1 of ``hops``, ``wave`` from 1 of ``waves``; 0 where there is none."""

    state: State
    run: str | None = None
    cluster: str = ""
    source: str = ""
    target: str = ""
    hop: int = 0
    hops: int = 0
    hop_from: str = ""
    hop_to: str = ""
    stage: str = ""
    wave: int = 0
    waves: int = 0
    nodes: tuple[NodeStatus, ...] = ()
    halted: Halted | None = None
    paused_by: str = ""
    paused_because: str = ""
    not_yet: str = ""
    mesos_leader: str | None = None
    marathon_leader: str | None = None
    lost: tuple[str, ...] = ()
    created: datetime | None = None
    last: datetime | None = None
    next: str = ""
    ledger: tuple[Item, ...] = ()

    def at(self, where: Where) -> tuple[NodeStatus, ...]:
        return tuple(node for node in self.nodes if node.where is where)


NO_RUN = RunStatus(state=State.IDLE, next="dcos-upgrade run plan.json --cluster cluster.yaml --confirm NAME")


def describe(plan: Plan, entries: Sequence[Entry], *, carried_out: bool) -> RunStatus:
    """``carried_out``: whether a process is at work on this run now."""
    run = fold(entries)
    state = _state(run, carried_out)
    hop = next((number for number in range(len(plan.hops)) if number not in run.hops_done), len(plan.hops) - 1)
    position = position_of(plan, run)
    mesos, marathon = _leaders(entries)
    return RunStatus(
        state=state,
        run=run.run,
        cluster=plan.cluster,
        source=plan.source,
        target=plan.target,
        hop=hop + 1,
        hops=len(plan.hops),
        hop_from=plan.hops[hop].source,
        hop_to=plan.hops[hop].target,
        stage=str(position.stage.name) if position else "",
        wave=min(position.wave_number + 1, len(position.stage.waves)) if position else 0,
        waves=len(position.stage.waves) if position else 0,
        nodes=tuple(_nodes(plan, run, hop, carried_out)),
        halted=run.halted,
        paused_by=run.paused.by if run.paused else "",
        paused_because=run.paused.reason if run.paused else "",
        not_yet=run.not_admitted.reason if run.not_admitted else "",
        mesos_leader=mesos,
        marathon_leader=marathon,
        lost=run.validated.lost if run.validated else (),
        created=run.created,
        last=entries[-1].time if entries else None,
        next=_next(state, run),
        ledger=ledger(entries),
    )


def exit_code(status: RunStatus) -> ExitCode:
    """What a process that carried the run out answers."""
    match status.state:
        case State.FAILED:
            return ExitCode.LOST
        case State.HALTED | State.PAUSED | State.ABORTED:
            return ExitCode.HALTED
        case _:
            return ExitCode.DONE


def _state(run: RunState, carried_out: bool) -> State:
    if run.outcome is not None:
        return OVER.get(run.outcome, State.FAILED)
    if run.halted is not None:
        return State.HALTED
    if run.paused is not None:
        return State.PAUSED
    return State.RUNNING if carried_out else State.IDLE


def _nodes(plan: Plan, run: RunState, hop: int, carried_out: bool) -> Iterable[NodeStatus]:
    planned = plan.hops[hop]
    found_done = {step.node for number, _, _, _, step in plan.steps() if number == hop and step.done}
    for node in plan.inventory.nodes:
        progress = run.node(hop, node.id)
        verified = progress.phase is Phase.VERIFIED or (node.id in found_done and (hop, node.id) not in run.nodes)
        where = _where(progress.phase, verified or hop in run.hops_done, carried_out)
        yield NodeStatus(
            id=node.id,
            role=str(node.role),
            rack=node.rack or "",
            where=where,
            release=planned.target if where is Where.DONE else progress.version or planned.source,
            note=_note(progress, where),
        )


def _note(progress: NodeProgress, where: Where) -> str:
    if progress.broken is not None:
        return progress.broken.reason
    return "settled, not proven yet" if where is Where.IN_FLIGHT and progress.phase is Phase.SETTLED else ""


def _where(phase: Phase, done: bool, carried_out: bool) -> Where:
    if done:
        return Where.DONE
    if phase in {Phase.IN_FLIGHT, Phase.SETTLED}:
        return Where.IN_FLIGHT if carried_out or phase is Phase.SETTLED else Where.IN_DOUBT
    return Where.WAITING


def _leaders(entries: Sequence[Entry]) -> tuple[str | None, str | None]:
    """As the newest look that decided something saw them."""
    mesos = marathon = None
    for entry in entries:
        mesos = getattr(entry.event, "mesos_leader", None) or mesos
        marathon = getattr(entry.event, "marathon_leader", None) or marathon
    return mesos, marathon


def _next(state: State, run: RunState) -> str:
    match state:
        case State.HALTED:
            return run.halted.next if run.halted and run.halted.next else "dcos-upgrade resume"
        case State.PAUSED | State.IDLE:
            return "dcos-upgrade resume"
        case State.RUNNING:
            return "dcos-upgrade status -w"
        case State.ABORTED:
            return "dcos-upgrade capture, then dcos-upgrade plan: it begins where the cluster stands"
        case State.DONE | State.FAILED:
            return "dcos-upgrade report --out report.html"
