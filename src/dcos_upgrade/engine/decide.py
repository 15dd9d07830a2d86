"""What comes next. The order of the questions below *is* the safety policy.

permission → anything in doubt → failures → losses → where we are → steps → gates → soak. Each question either answers with an
action or passes on to the next one. Nothing here looks at a clock, a file or a node: ``now`` is an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dcos_upgrade.core import journal
from dcos_upgrade.core.plan import Hop, Plan, Stage, StageName, Step, Wave
from dcos_upgrade.core.step import RERUN_IS_SAFE, NodeState
from dcos_upgrade.engine.action import (
    Action,
    Admit,
    Bind,
    ClaimOwner,
    Follow,
    LookAt,
    Record,
    ReleaseOwner,
    Start,
    Stop,
    Validate,
    Wait,
)
from dcos_upgrade.engine.state import NodeProgress, Phase, RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where the run is: the first hop, stage and wave that are not done. ``steps`` are the wave's open steps."""

    hop: int
    stage: Stage
    wave_number: int
    wave: Wave
    steps: tuple[Step, ...]


AGENT_STAGES = (StageName.PRIVATE_AGENTS, StageName.PUBLIC_AGENTS)
MENDED = "mend the cause, then: dcos-upgrade resume"
AGENT_MENDED = f"{MENDED}; if its tasks are gone for good: dcos-upgrade abort, then capture and plan from there"
FINISH_SWAP = "sudo /opt/mesosphere/bin/pkgpanda setup; docs/how-to/finish-a-swap.md if that file is gone"


def decide(plan: Plan, state: RunState, now: datetime, *, until: StageName | None = None) -> Action:
    """The next action. Asked again after every event; the same values give the same answer."""
    questions: tuple[Callable[[], Action | None], ...] = (
        lambda: _permission(plan, state),
        lambda: _in_doubt(plan, state, now),
        lambda: _stopped_by_people(state),
        lambda: _failures(plan, state),
        lambda: _losses(state),
        lambda: _hop(plan, state),
        lambda: _until(plan, state, until),
        lambda: _wave(plan, state, now),
        lambda: _end(plan, state),
    )
    for question in questions:
        action = question()
        if action is not None:
            return action
    return Stop(why="done")


def _permission(plan: Plan, state: RunState) -> Action | None:
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
    for hop in sorted({hop for (hop, _), progress in state.nodes.items() if progress.phase is Phase.IN_FLIGHT}):
        flying = _in_phase(plan, state, hop, Phase.IN_FLIGHT)
        if flying:
            return _rest_of_the_batch(plan, state, now) or Follow(hop=hop, nodes=flying)
    return None


def _rest_of_the_batch(plan: Plan, state: RunState, now: datetime) -> Action | None:
    """Nodes that were admitted together are started together, while that admission is young."""
    position = position_of(plan, state)
    admitted = _phase_of(state, position, Phase.ADMITTED) if position else ()
    fresh = [node for node in admitted if position and _is_fresh(plan, state.node(position.hop, node), now)]
    if not fresh or position is None or _failures(plan, state) is not None:
        return None
    return Start(hop=position.hop, node=fresh[0], attempt=state.node(position.hop, fresh[0]).attempt + 1)


def _stopped_by_people(state: RunState) -> Action | None:
    """Given up by a person, once nothing flies: the owner files go, and the next plan begins where the cluster stands."""
    if state.aborted is not None:
        owns = state.owner_epoch is not None and not state.owner_released
        return ReleaseOwner() if owns else Record(event=journal.RunCompleted(outcome="aborted"))
    return Stop(why="paused") if state.paused is not None else None


def _failures(plan: Plan, state: RunState) -> Action | None:
    """A step that settled anywhere but on the new release stops the run; its budget is zero."""
    for (hop, node), progress in state.nodes.items():
        if progress.phase is Phase.SETTLED and progress.node_state != NodeState.NEW:
            return Record(event=_halted_by_node(plan.hops[hop], node, progress))
    return None


def _losses(state: RunState) -> Action | None:
    """What a validation found lost ends the run: the next hop would only bury it. Unknown is not fine either."""
    if state.validated is None:
        return None
    if state.validated.lost:
        return ReleaseOwner() if not state.owner_released else Record(event=journal.RunCompleted(outcome="failed"))
    return Record(event=_halted_by_validation(state.validated)) if state.validated.unknown else None


def _hop(plan: Plan, state: RunState) -> Action | None:
    number = _open_hop(plan, state)
    if number is not None and number not in state.bound and _steps_left(plan.hops[number], state, number):
        return Bind(hop=number)
    return None


def _until(plan: Plan, state: RunState, until: StageName | None) -> Action | None:
    number = _open_hop(plan, state)
    if until is None or number is None or (number, str(until)) not in state.stages_done:
        return None
    return Stop(why=f"the stage {until} of hop {number + 1} is done, as asked")


def _wave(plan: Plan, state: RunState, now: datetime) -> Action | None:
    number = _open_hop(plan, state)
    if number is None:
        return None
    position = position_of(plan, state)
    if position is None:
        return Record(event=journal.HopCompleted(hop=number, target=plan.hops[number].target))
    if position.stage.name is StageName.VALIDATION and number not in state.hops_validated:
        return Validate(hop=number)
    if not position.stage.waves or position.wave_number >= len(position.stage.waves):
        return Record(event=journal.StageCompleted(hop=number, stage=position.stage.name))
    return _steps(plan, state, position, now) or _soak(state, position, now)


def _steps(plan: Plan, state: RunState, position: Position, now: datetime) -> Action | None:
    """Gates of what has settled first, then starts of what is admitted, then one more admission."""
    of_phase = {phase: _phase_of(state, position, phase) for phase in Phase}
    if of_phase[Phase.SETTLED]:
        return _gates(plan, state, position, of_phase[Phase.SETTLED], now)
    if of_phase[Phase.ADMITTED]:
        return _start(plan, state, position, of_phase[Phase.ADMITTED], now)
    if of_phase[Phase.WAITING] and _open_steps(state, position):
        return _admission(plan, state, position, of_phase[Phase.WAITING], now)
    return None


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
        if now >= _deadline(state, progress.settled, pacing.gate_timeout):
            return Record(event=_halted_by_gate(position, node, progress))
    return LookAt(hop=position.hop, nodes=tuple(settled), gates=position.wave.gates)


def _asked(progress: NodeProgress) -> datetime:
    """When the node was last looked at; a first look waits as long after the swap as between two looks."""
    assert progress.settled is not None
    return max(progress.settled, progress.last_look or progress.settled)


def _start(plan: Plan, state: RunState, position: Position, admitted: Sequence[str], now: datetime) -> Action:
    """Start what is admitted while the admission is young; an old admission counts for nothing."""
    fresh = [node for node in admitted if _is_fresh(plan, state.node(position.hop, node), now)]
    if not fresh:
        return _admission(plan, state, position, admitted, now)
    node = fresh[0]
    return Start(hop=position.hop, node=node, attempt=state.node(position.hop, node).attempt + 1)


def _is_fresh(plan: Plan, progress: NodeProgress, now: datetime) -> bool:
    age = timedelta(seconds=plan.pacing.admission_age)
    return progress.admitted is not None and now - progress.admitted <= age


def _admission(plan: Plan, state: RunState, position: Position, waiting: Sequence[str], now: datetime) -> Action:
    if state.not_admitted is not None and now >= _deadline(state, state.refused_since, plan.pacing.gate_timeout):
        return Record(event=_halted_by_admission(plan, state.not_admitted))
    count = 1 if position.stage.name is StageName.MASTERS else position.wave.at_once
    return Admit(hop=position.hop, stage=position.stage.name, candidates=tuple(waiting), count=count)


def _soak(state: RunState, position: Position, now: datetime) -> Action:
    key = (position.hop, str(position.stage.name), position.wave_number)
    place = {"hop": position.hop, "stage": str(position.stage.name), "wave": position.wave_number}
    started = state.soaking.get(key)
    if started is None:
        return Record(event=journal.SoakStarted(**place, seconds=position.wave.soak))  # type: ignore[arg-type]  # one dict, three fields
    over = started + timedelta(seconds=position.wave.soak)
    if now < over:
        return Wait(until=over, why=f"soak of {position.wave.name}")
    return Record(event=journal.WaveCompleted(**place))  # type: ignore[arg-type]  # one dict, three fields


def _end(plan: Plan, state: RunState) -> Action:
    if not state.owner_released:
        return ReleaseOwner()
    return Record(event=journal.RunCompleted(outcome="done"))


def position_of(plan: Plan, state: RunState) -> Position | None:
    """The first stage of the open hop that is not completed, and in it the first wave that is not; None between hops."""
    number = _open_hop(plan, state)
    if number is None:
        return None
    for stage in plan.hops[number].stages:
        if (number, str(stage.name)) not in state.stages_done:
            return _position_in(state, number, stage)
    return None


def _position_in(state: RunState, hop: int, stage: Stage) -> Position:
    done = sum(1 for wave in range(len(stage.waves)) if (hop, str(stage.name), wave) in state.waves_done)
    if done >= len(stage.waves):
        empty = Wave(name="", steps=(), gates=())
        return Position(hop=hop, stage=stage, wave_number=done, wave=empty, steps=())
    wave = stage.waves[done]
    return Position(hop=hop, stage=stage, wave_number=done, wave=wave, steps=_candidates(stage, wave))


def _candidates(stage: Stage, wave: Wave) -> tuple[Step, ...]:
    """A wave's own steps; for masters all of the stage, since the leader of the moment decides who is last."""
    if stage.name is not StageName.MASTERS:
        return wave.steps
    return tuple(step for each in stage.waves for step in each.steps)


def _open_steps(state: RunState, position: Position) -> bool:
    """Whether this wave still has a step to begin; for masters, one wave is one verified master."""
    if position.stage.name is not StageName.MASTERS:
        return True
    verified = len(_phase_of(state, position, Phase.VERIFIED))
    planned = sum(len(wave.steps) for wave in position.stage.waves[: position.wave_number + 1])
    return verified < planned


def _phase_of(state: RunState, position: Position, phase: Phase) -> tuple[str, ...]:
    return tuple(step.node for step in position.steps if _phase(state, position.hop, step) is phase)


def _phase(state: RunState, hop: int, step: Step) -> Phase:
    """A step that the plan found done is verified, unless the journal knows better."""
    if step.done and (hop, step.node) not in state.nodes:
        return Phase.VERIFIED
    return state.node(hop, step.node).phase


def _in_phase(plan: Plan, state: RunState, hop: int, phase: Phase) -> tuple[str, ...]:
    steps = (step for stage in plan.hops[hop].stages for wave in stage.waves for step in wave.steps)
    return tuple(step.node for step in steps if _phase(state, hop, step) is phase)


def _open_hop(plan: Plan, state: RunState) -> int | None:
    return next((number for number in range(len(plan.hops)) if number not in state.hops_done), None)


def _steps_left(hop: Hop, state: RunState, number: int) -> bool:
    steps = (step for stage in hop.stages for wave in stage.waves for step in wave.steps)
    return any(_phase(state, number, step) is not Phase.VERIFIED for step in steps)


def _deadline(state: RunState, since: datetime | None, seconds: float) -> datetime:
    """A deadline counts from the event, or from when this process took over, whichever is later."""
    moments = [moment for moment in (since, state.resumed) if moment is not None]
    return max(moments) + timedelta(seconds=seconds)


def choose(
    candidates: Sequence[str], count: int, *, mesos_leader: str | None, marathon_leader: str | None
) -> list[str]:
    """Who of the candidates goes next: in their order, but the Marathon leader late and the Mesos leader last.

    One election of each service instead of three (workbook, "Upgrade procedure": leader last).
    """
    ordered = sorted(candidates, key=lambda node: (node == mesos_leader, node == marathon_leader))
    return ordered[:count]


def _halted_by_node(hop: Hop, node: str, progress: NodeProgress) -> journal.Halted:
    return journal.Halted(
        what="node",
        name=progress.node_state,
        node=node,
        reason=_why_failed(hop, progress),
        evidence=tuple(line for line in (progress.log_tail,) if line),
        next=_after_failure(node, progress.node_state),
    )


def _after_failure(node: str, state: str) -> str:
    """A halt always names a way on; every halt but the first kind goes on by looking at the node again."""
    if state in RERUN_IS_SAFE:
        return f"dcos-upgrade retry {node}"
    if state == NodeState.SWAP_INTERRUPTED:
        return f"do not reboot {node}; finish its swap there ({FINISH_SWAP}), then: dcos-upgrade resume"
    return f"look at {node} and mend it, then: dcos-upgrade resume"


def _why_failed(hop: Hop, progress: NodeProgress) -> str:
    if progress.started is None:
        script = "no step of this run was begun here"
    elif progress.exit is None:
        script = "the job died without an exit status"
    else:
        script = f"the script ended with {progress.exit}"
    found = f"the node is {progress.node_state} at {progress.version or 'no release that can be read'}"
    return f"{script}; {found}, not at {hop.target}"


def _halted_by_gate(position: Position, node: str, progress: NodeProgress) -> journal.Halted:
    broken = progress.broken
    return journal.Halted(
        what="gate",
        name=progress.gate or ",".join(position.wave.gates),
        node=node,
        reason=broken.reason if broken else "there were not enough good looks in a row in time",
        evidence=broken.evidence if broken else (),
        next=AGENT_MENDED if position.stage.name in AGENT_STAGES else MENDED,
    )


def _halted_by_admission(plan: Plan, refused: journal.NotAdmitted) -> journal.Halted:
    return journal.Halted(
        what="gate",
        name=plan.admission,
        node=refused.node,
        reason=refused.reason,
        evidence=refused.evidence,
        next=MENDED,
    )


def _halted_by_validation(validated: journal.Validated) -> journal.Halted:
    return journal.Halted(
        what="gate",
        name="validation",
        node="cluster",
        reason="unknown: " + "; ".join(validated.unknown[:3]),
        evidence=(validated.snapshot,),
        next="make these answer, then: dcos-upgrade resume",
    )
