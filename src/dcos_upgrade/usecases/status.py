"""Where a run is, for people and programs: made of its plan and its journal alone, so any process can ask at any time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from msgspec import UNSET

from dcos_upgrade.core.acceptance import StandingRisk
from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.core.journal import Entry, Halted, PauseRequested, RunCompleted
from dcos_upgrade.core.plan import Plan, ServiceMarathon, services_of
from dcos_upgrade.engine.acknowledging import due, missing
from dcos_upgrade.engine.ledger import Item, ledger
from dcos_upgrade.engine.position import position_of
from dcos_upgrade.engine.state import RunState, ServiceProgress, fold
from dcos_upgrade.usecases.accepting import AcceptedRisk, accepted_risks
from dcos_upgrade.usecases.approvals import AwaitedApproval, awaited_approvals
from dcos_upgrade.usecases.elections import Elections, elections
from dcos_upgrade.usecases.node_status import NodeStatus, Where, node_statuses
from dcos_upgrade.usecases.soak_status import SoakStatus, soak_status
from dcos_upgrade.usecases.standing import costs


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TestAppStatus:
    """The test app while it is out there. ``silent``: (node, since when), as last told; nobody asks it while no process is at work."""

    app: str
    nodes: tuple[str, ...]
    silent: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStatus:
    """A service Marathon of the present hop. ``where`` is waiting, changing, checking or done; ``looks`` are good ones in a row."""

    app: str
    framework_id: str
    source: str
    target: str
    where: str = "waiting"
    looks: int = 0
    why_not_yet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgements:
    """How many of the plan's questions are acknowledged, and which are not, by name. ``required``: no step begins without them."""

    asked: int = 0
    given: int = 0
    missing: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStatus:
    """``hop`` counts from 1 of ``hops``, ``wave`` from 1 of ``waves``; 0 where there is none.

    ``accepted`` are the risks that people took, as they stand at that moment; ``standing`` what stood on the present hop when it was
    last asked. ``costs`` is what it costs that the run stands still; empty while it does not. ``plan`` is the digest of the plan.
    """

    state: State
    run: str | None = None
    plan: str = ""
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
    paused_since: datetime | None = None
    costs: tuple[str, ...] = ()
    approvals: tuple[AwaitedApproval, ...] = ()
    acknowledgements: Acknowledgements = Acknowledgements()
    accepted: tuple[AcceptedRisk, ...] = ()
    standing: tuple[StandingRisk, ...] = ()
    elections: tuple[Elections, ...] = ()
    not_yet: str = ""
    soak: SoakStatus | None = None
    mesos_leader: str | None = None
    marathon_leader: str | None = None
    lost: tuple[str, ...] = ()
    created: datetime | None = None
    last: datetime | None = None
    next: str = ""
    ledger: tuple[Item, ...] = ()
    test_app: TestAppStatus | None = None
    services: tuple[ServiceStatus, ...] = ()

    def at(self, where: Where) -> tuple[NodeStatus, ...]:
        return tuple(node for node in self.nodes if node.where is where)

    @property
    def without(self) -> tuple[NodeStatus, ...]:
        """The nodes that the run goes on, or ended, without."""
        return self.at(Where.QUARANTINED) + self.at(Where.LEFT_OUT)

    @property
    def failed(self) -> tuple[str, ...]:
        """The node that halted the run, and those that were set aside."""
        known = {node.id for node in self.nodes}
        halted = [self.halted.node] if self.halted and self.halted.node in known else []
        return tuple(dict.fromkeys((*halted, *(node.id for node in self.at(Where.QUARANTINED)))))


NO_RUN = RunStatus(state=State.IDLE, next="dcos-upgrade run plan.json --cluster cluster.yaml --confirm NAME")


def describe(plan: Plan, entries: Sequence[Entry], *, carried_out: bool, now: datetime | None = None) -> RunStatus:
    """``carried_out``: whether a process is at work on this run now. ``now`` is the last entry's time unless given."""
    run = fold(entries)
    state = _state(run, carried_out)
    hop = next((number for number in range(len(plan.hops)) if number not in run.hops_done), len(plan.hops) - 1)
    position = position_of(plan, run)
    mesos, marathon = _leaders(entries)
    nodes = tuple(node_statuses(plan, run, hop, carried_out))
    stands = state in {State.PAUSED, State.HALTED, State.IDLE}
    moment = now or (entries[-1].time if entries else None)
    return RunStatus(
        state=state,
        run=run.run,
        plan=plan.digest,
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
        nodes=nodes,
        halted=run.halted,
        paused_by=run.paused.by if run.paused else "",
        paused_because=run.paused.reason if run.paused else "",
        paused_since=_paused_since(entries) if run.paused else None,
        costs=costs(plan, run, moment) if stands and moment else (),
        approvals=awaited_approvals(plan, run),
        acknowledgements=_acknowledgements(plan, run),
        accepted=accepted_risks(plan, run.accepted, moment.date()) if moment else (),
        standing=run.risks_judged[hop].risks if hop in run.risks_judged else (),
        elections=elections(entries),
        not_yet=_not_yet(run, hop),
        soak=soak_status(plan, run, moment) if run.outcome is None else None,
        mesos_leader=mesos,
        marathon_leader=marathon,
        lost=run.validated.lost if run.validated else (),
        created=run.created,
        last=_last(entries),
        next=_next(state, run, nodes),
        ledger=ledger(entries),
        test_app=_test_app(run),
        services=tuple(_service(each, run.services.get((hop, each.app))) for each in services_of(plan.hops[hop])),
    )


def exit_code(status: RunStatus) -> ExitCode:
    """What a process that carried the run out answers."""
    match status.state:
        case State.FAILED:
            return ExitCode.LOST
        case State.HALTED | State.PAUSED | State.ABORTED:
            return ExitCode.HALTED
        case State.DONE if status.without:
            return ExitCode.FINDINGS
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


def _service(service: ServiceMarathon, known: ServiceProgress | None) -> ServiceStatus:
    plain = ServiceStatus(
        app=service.app, framework_id=service.framework_id, source=service.source, target=service.target
    )
    if known is None:
        return plain
    changing = bool(service.patch) and known.changed is None
    where = "done" if known.verified else "changing" if changing else "checking"
    why = known.broken.reason if known.broken and not known.verified else ""
    return replace(plain, where=where, looks=known.looks, why_not_yet=why)


def _test_app(run: RunState) -> TestAppStatus | None:
    if run.test_app is None or run.test_app_targets is None:
        return None
    silent = tuple(sorted(run.test_app_silent.items()))
    return TestAppStatus(app=run.test_app, nodes=tuple(sorted(run.test_app_targets)), silent=silent)


def _last(entries: Sequence[Entry]) -> datetime | None:
    """The newest entry; of a run that is over its end, whatever people have said of it since."""
    over = (entry.time for entry in reversed(entries) if isinstance(entry.event, RunCompleted))
    return next(over, entries[-1].time if entries else None)


def _acknowledgements(plan: Plan, run: RunState) -> Acknowledgements:
    asked, left = due(plan, run), missing(plan, run)
    return Acknowledgements(
        asked=len(asked),
        given=len(asked) - len(left),
        missing=tuple(each.id for each in left),
        required=plan.acknowledgements is not UNSET and plan.acknowledgements.required,
    )


def _not_yet(run: RunState, hop: int) -> str:
    """Why the run does not go on by itself at this moment, as far as the journal says."""
    if run.not_admitted is not None:
        return run.not_admitted.reason
    open_steps = ((key, each) for key, each in run.site.items() if key[0] == hop and not each.proceeds)
    for (_, point, subject, name), progress in open_steps:
        said = progress.answer.reason if progress.answer and progress.answered else "it was asked and has not answered"
        return f"the site's step {name} at {point} ({subject}): {said}"
    return ""


def _paused_since(entries: Sequence[Entry]) -> datetime | None:
    return next((entry.time for entry in reversed(entries) if isinstance(entry.event, PauseRequested)), None)


def _leaders(entries: Sequence[Entry]) -> tuple[str | None, str | None]:
    """As the newest look that decided something saw them."""
    mesos = marathon = None
    for entry in entries:
        mesos = getattr(entry.event, "mesos_leader", None) or mesos
        marathon = getattr(entry.event, "marathon_leader", None) or marathon
    return mesos, marathon


def _next(state: State, run: RunState, nodes: Sequence[NodeStatus]) -> str:
    match state:
        case State.HALTED:
            return run.halted.next if run.halted and run.halted.next else "dcos-upgrade resume"
        case State.PAUSED | State.IDLE:
            return "dcos-upgrade resume"
        case State.RUNNING:
            return "dcos-upgrade status -w"
        case State.ABORTED:
            return "dcos-upgrade capture, then dcos-upgrade plan: it begins where the cluster stands"
        case State.DONE if any(node.where is Where.QUARANTINED for node in nodes):
            aside = ", ".join(node.id for node in nodes if node.where is Where.QUARANTINED)
            return (
                f"mend {aside}, then: dcos-upgrade capture, then dcos-upgrade plan: what is at the target is done there"
            )
        case State.DONE | State.FAILED:
            return "dcos-upgrade report --out report.html"
