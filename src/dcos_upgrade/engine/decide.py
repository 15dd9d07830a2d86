"""What comes next. The order of the questions below *is* the safety policy.

permission → anything in doubt → failures (set aside within budget, else halt) → losses → what people must have said → risks that stand → where we are →
approvals → steps → gates → soak. Each question either answers with an action or passes on to the next one. Nothing here looks at a clock, a file or a node:
``now`` is an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec import UNSET

from dcos_upgrade.core import journal
from dcos_upgrade.core.cluster import Leaders
from dcos_upgrade.core.plan import Plan, StageName
from dcos_upgrade.core.step import NodeState
from dcos_upgrade.engine.accepting import halted_at_the_door, not_accepted
from dcos_upgrade.engine.acknowledging import unacknowledged
from dcos_upgrade.engine.action import (
    Action,
    Admit,
    Bind,
    ClaimOwner,
    DeployTestApp,
    Follow,
    HoldMarathonBack,
    JudgeRisks,
    LetMarathonGo,
    LookAt,
    Record,
    ReleaseOwner,
    RemoveTestApp,
    Start,
    Stop,
    Validate,
    Wait,
)
from dcos_upgrade.engine.approving import awaited
from dcos_upgrade.engine.failing import (
    after_settling,
    after_waiting,
    halted_by_admission,
    halted_by_room,
    halted_by_validation,
    quarantined_before,
    room_for,
)
from dcos_upgrade.engine.position import (
    OVER,
    Position,
    by_phase,
    deadline_of,
    open_hop,
    open_steps,
    phase,
    phase_of,
    position_of,
    steps_left,
    steps_of,
)
from dcos_upgrade.engine.services import service
from dcos_upgrade.engine.site import site_step
from dcos_upgrade.engine.soaking import soak
from dcos_upgrade.engine.state import NodeProgress, Phase, RunState

NOT_SELECTED = "what is left here was not selected"


def decide(
    plan: Plan, state: RunState, now: datetime, *, until: StageName | None = None, only: frozenset[str] | None = None
) -> Action:
    """The next action. Asked again after every event; the same values give the same answer.

    ``until``: stop when this stage of the open hop is done. ``only``: begin no step but these nodes', by id.
    """
    questions: tuple[Callable[[], Action | None], ...] = (
        lambda: _permission(state),
        lambda: _in_doubt(plan, state, now),
        lambda: _stopped_by_people(state),
        lambda: _failures(plan, state),
        lambda: _losses(state),
        lambda: _unsaid(plan, state),
        lambda: _risks(plan, state, now),
        lambda: _test_app(plan, state),
        lambda: _hop(plan, state, now),
        lambda: _until(plan, state, until),
        lambda: _wave(plan, state, now, only),
        lambda: _end(state),
    )
    for question in questions:
        action = question()
        if action is not None:
            return action
    return Stop(why="done")


def _permission(state: RunState) -> Action | None:
    if state.outcome is not None:
        return Stop(why=state.outcome)
    if state.halted is not None:
        return Stop(why="halted")
    never_owned = state.aborted is not None and state.owner_epoch is None
    if state.owner_epoch != state.epoch and not state.owner_released and not never_owned:
        return ClaimOwner()
    return None


def _in_doubt(plan: Plan, state: RunState, now: datetime) -> Action | None:
    """A step that was begun comes before everything else, a pause included: it goes on whether we look or not."""
    flying = {where for where, progress in state.nodes.items() if progress.phase is Phase.IN_FLIGHT}
    if not flying:
        return None
    hop = min(number for number, _ in flying)
    nodes = tuple(step.node for _, _, step in steps_of(plan.hops[hop]) if (hop, step.node) in flying)
    return _rest_of_the_batch(plan, state, now) or Follow(hop=hop, nodes=nodes)


def _rest_of_the_batch(plan: Plan, state: RunState, now: datetime) -> Action | None:
    """Nodes that were admitted together are started together, while that admission is young."""
    if not any(progress.phase is Phase.ADMITTED for progress in state.nodes.values()):
        return None
    position = position_of(plan, state)
    if position is None or _failures(plan, state) is not None:
        return None
    for node in phase_of(state, position, Phase.ADMITTED):
        young = _is_fresh(plan, state.node(position.hop, node), now)
        if young and site_step(plan, state, now, hop=position.hop, point="before-node", subject=node) is None:
            return Start(hop=position.hop, node=node, attempt=state.node(position.hop, node).attempt + 1)
    return None


def _stopped_by_people(state: RunState) -> Action | None:
    """Given up by a person, once nothing flies: what is ours goes, and the next plan begins where the cluster stands."""
    if state.aborted is not None:
        return _leave(state) or Record(event=journal.RunCompleted(outcome="aborted"))
    return Stop(why="paused") if state.paused is not None else None


def _leave(state: RunState) -> Action | None:
    """Everything that this run has put into the cluster goes again, on every way out; the owner files last.

    Also when the journal holds no claim: a process that died while it claimed has left the file on the first masters.
    """
    if state.held_back:
        return LetMarathonGo(hop=max(state.bound, default=0), node=min(state.held_back))
    if state.test_apps:
        return RemoveTestApp(app=min(state.test_apps))
    return None if state.owner_released else ReleaseOwner()


def _failures(plan: Plan, state: RunState) -> Action | None:
    """A step that settled anywhere but on the new release: the node is set aside within the budget, or the run halts."""
    for (hop, node), progress in state.nodes.items():
        if progress.phase is Phase.SETTLED and progress.node_state != NodeState.NEW and node not in state.left_out:
            return Record(event=after_settling(plan, state, hop, node, progress))
    return None


def _losses(state: RunState) -> Action | None:
    """What a validation found lost ends the run: the next hop would only bury it. Unknown is not fine either."""
    if state.validated is None:
        return None
    if state.validated.lost:
        return _leave(state) or Record(event=journal.RunCompleted(outcome="failed"))
    return Record(event=halted_by_validation(state.validated)) if state.validated.unknown else None


def _unsaid(plan: Plan, state: RunState) -> Action | None:
    """Nothing is put into the cluster, and no hop is begun, before people have said what the plan wants of them."""
    waiting = unacknowledged(plan, state)
    return None if waiting is None else Record(event=waiting)


def _risks(plan: Plan, state: RunState, now: datetime) -> Action | None:
    """No hop is begun while a grave risk stands on it that nobody has taken by name for this day. What is not known stands."""
    number = open_hop(plan, state)
    if number is None or number in state.hops_begun or not steps_left(plan.hops[number], state, number):
        return None
    if quarantined_before(plan, state, number) is not None:
        return None  # the hop says so itself; a node that is set aside may not answer, and would be told as a risk
    judged = state.risks_judged.get(number)
    if judged is None:
        return JudgeRisks(hop=number)
    left = not_accepted(judged.risks, state.accepted, number, now.date())
    return Record(event=halted_at_the_door(left, number)) if left else None


def _test_app(plan: Plan, state: RunState) -> Action | None:
    """The test app runs before the first node is touched, and is asked all through the run."""
    if plan.test_app is UNSET or state.test_app_targets is not None or open_hop(plan, state) is None:
        return None
    return DeployTestApp(app=plan.test_app)


def _hop(plan: Plan, state: RunState, now: datetime) -> Action | None:
    number = open_hop(plan, state)
    if number is None or number in state.bound or not steps_left(plan.hops[number], state, number):
        return None
    quarantined = quarantined_before(plan, state, number)
    if quarantined is not None:
        return Record(event=quarantined)
    return site_step(plan, state, now, hop=number, point="before-hop") or Bind(hop=number)


def _until(plan: Plan, state: RunState, until: StageName | None) -> Action | None:
    number = open_hop(plan, state)
    if until is None or number is None or (number, str(until)) not in state.stages_done:
        return None
    return Stop(why=f"the stage {until} of hop {number + 1} is done, as asked")


def _wave(plan: Plan, state: RunState, now: datetime, only: frozenset[str] | None) -> Action | None:
    number = open_hop(plan, state)
    if number is None:
        return None
    position = position_of(plan, state, only)
    if position is None:
        completed = Record(event=journal.HopCompleted(hop=number, target=plan.hops[number].target))
        return site_step(plan, state, now, hop=number, point="after-hop") or completed
    return _stage(plan, state, position, now, only)


def _stage(
    plan: Plan, state: RunState, position: Position, now: datetime, only: frozenset[str] | None
) -> Action | None:
    stage, hop = position.stage, position.hop
    before = _approval(plan, state, position) or site_step(plan, state, now, hop=hop, point=f"before-{stage.name}")
    if before is not None:
        return before
    if stage.name is StageName.VALIDATION and hop not in state.hops_validated:
        return Validate(hop=hop)
    served = service(plan, state, position, now)
    if served is not None:
        return served
    if position.wave_number >= len(stage.waves):
        completed = Record(event=journal.StageCompleted(hop=hop, stage=stage.name))
        return site_step(plan, state, now, hop=hop, point=f"after-{stage.name}") or completed
    return (
        _held_back(plan, state, position)
        or _steps(plan, state, position, now, only)
        or _not_selected(state, position, only)
        or soak(state, position, plan.pacing, now)
    )


def _approval(plan: Plan, state: RunState, position: Position) -> Action | None:
    waiting = awaited(plan, state, position)
    return None if waiting is None else Record(event=waiting)


def _held_back(plan: Plan, state: RunState, position: Position) -> Action | None:
    """Once a new Marathon can lead, the old ones that do not lead are stopped until their own step: they never lead after it.

    Marathon migrates its stored state when a new version first leads; an older one that leads later cannot read it. One that took
    the lead before it could be stopped is let go: stopping a leader would be the election that this is to spare.
    """
    if position.stage.hold_back is UNSET or not position.stage.hold_back:
        return None
    verified, waiting = (phase_of(state, position, each) for each in (Phase.VERIFIED, Phase.WAITING))
    for node in verified:
        if node in state.held_back:
            return LetMarathonGo(hop=position.hop, node=node)  # a swap that people finished may not have started it
    if state.marathon_leader is None or not verified:
        return None
    to_stop = [node for node in waiting if node not in state.marathons_stopped]
    if state.marathon_leader in to_stop and state.marathon_leader in state.held_back:
        return LetMarathonGo(hop=position.hop, node=state.marathon_leader)
    others = [node for node in to_stop if node != state.marathon_leader]
    return HoldMarathonBack(hop=position.hop, node=others[0]) if others else None


def _steps(
    plan: Plan, state: RunState, position: Position, now: datetime, only: frozenset[str] | None
) -> Action | None:
    """Gates of what has settled first, then starts of what is admitted, then one more admission."""
    of_phase = by_phase(state, position)
    if of_phase[Phase.SETTLED]:
        return _gates(plan, state, position, of_phase[Phase.SETTLED], now)
    for node in of_phase[Phase.VERIFIED]:
        after = site_step(plan, state, now, hop=position.hop, point="after-node", subject=node)
        if after is not None and (position.hop, node) in state.nodes:
            return after
    if of_phase[Phase.ADMITTED]:
        return _start(plan, state, position, of_phase[Phase.ADMITTED], now)
    waiting = [node for node in of_phase[Phase.WAITING] if only is None or node in only]
    if waiting and open_steps(state, position):
        return _admission(plan, state, position, waiting, now)
    return None


def _not_selected(state: RunState, position: Position, only: frozenset[str] | None) -> Action | None:
    """Steps that are open and were not asked for: the run stops there, the wave is not done."""
    left = any(phase(state, position.hop, step) not in OVER for step in position.steps)
    return Stop(why=NOT_SELECTED) if only is not None and left and open_steps(state, position) else None


def _gates(plan: Plan, state: RunState, position: Position, settled: Sequence[str], now: datetime) -> Action:
    """Each settled node needs enough good looks in a row, in which all gates of its wave hold."""
    pacing = plan.pacing
    for node in settled:
        progress = state.node(position.hop, node)
        if progress.looks >= pacing.looks:
            return Record(event=journal.StepVerified(hop=position.hop, node=node))
    asked = max((_asked(state.node(position.hop, node)) for node in settled), default=now)
    due = asked + timedelta(seconds=pacing.look_interval)
    if now < due:
        return Wait(until=due, why="the next look, which no cache may answer")
    for node in settled:
        progress = state.node(position.hop, node)
        if now >= deadline_of(state, progress.settled, pacing.gate_timeout):
            return Record(event=after_waiting(plan, state, position, node, progress))
    return LookAt(hop=position.hop, nodes=tuple(settled), gates=position.wave.gates)


def _asked(progress: NodeProgress) -> datetime:
    """When the node was last looked at; a first look waits as long after the swap as between two looks."""
    assert progress.settled is not None
    return max(progress.settled, progress.last_look or progress.settled)


def _start(plan: Plan, state: RunState, position: Position, admitted: Sequence[str], now: datetime) -> Action:
    """Start what is admitted while the admission is young; an old admission counts for nothing.

    The site's steps before a node come after its admission; what they cost in time, a new admission makes up for.
    """
    for node in admitted:
        before = site_step(plan, state, now, hop=position.hop, point="before-node", subject=node)
        if before is not None:
            return before
    fresh = [node for node in admitted if _is_fresh(plan, state.node(position.hop, node), now)]
    if not fresh:
        return _admission(plan, state, position, admitted, now)
    node = fresh[0]
    return Start(hop=position.hop, node=node, attempt=state.node(position.hop, node).attempt + 1)


def _is_fresh(plan: Plan, progress: NodeProgress, now: datetime) -> bool:
    age = timedelta(seconds=plan.pacing.admission_age)
    return progress.admitted is not None and now - progress.admitted <= age


def _admission(plan: Plan, state: RunState, position: Position, waiting: Sequence[str], now: datetime) -> Action:
    if state.not_admitted is not None and now >= deadline_of(state, state.refused_since, plan.pacing.gate_timeout):
        return Record(event=halted_by_admission(plan, state.not_admitted))
    count = 1 if position.stage.name is StageName.MASTERS else room_for(plan, state, position.wave.at_once)
    if count < 1:
        return Record(event=halted_by_room(plan, state, waiting[0]))
    return Admit(hop=position.hop, stage=position.stage.name, candidates=tuple(waiting), count=count)


def _end(state: RunState) -> Action:
    return _leave(state) or Record(event=journal.RunCompleted(outcome="done"))


def choose(candidates: Sequence[str], count: int, leading: Leaders) -> list[str]:
    """Who of the candidates goes next: in their order, but ZooKeeper's and Marathon's leader late and the Mesos leader last.

    One election of each service instead of three (workbook, "Upgrade procedure": leader last).
    """
    return sorted(candidates, key=leading.lateness)[:count]
