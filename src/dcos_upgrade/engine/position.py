"""Where a run is: the open hop, its stage, its wave, and in which phase the steps of that wave are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dcos_upgrade.core.plan import Hop, Plan, Stage, StageName, Step, Wave
from dcos_upgrade.engine.state import Phase, RunState

AGENT_STAGES = (StageName.PRIVATE_AGENTS, StageName.PUBLIC_AGENTS)
OVER = frozenset({Phase.VERIFIED, Phase.QUARANTINED, Phase.LEFT_OUT})
"""Phases in which a step needs nothing more for its wave to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where the run is: the first hop, stage and wave that are not done. ``steps`` are the wave's candidates."""

    hop: int
    stage: Stage
    wave_number: int
    wave: Wave
    steps: tuple[Step, ...]


def position_of(plan: Plan, state: RunState, only: frozenset[str] | None = None) -> Position | None:
    """The first stage of the open hop that is not completed, and in it the first wave that is not; None between hops.

    With ``only``, nodes by id, a wave of agents in which none of them is open is passed over for a later one of the same stage.
    """
    number = open_hop(plan, state)
    if number is None:
        return None
    for stage in plan.hops[number].stages:
        if (number, str(stage.name)) not in state.stages_done:
            return _position_in(state, number, stage, only)
    return None


def _position_in(state: RunState, hop: int, stage: Stage, only: frozenset[str] | None) -> Position:
    open_waves = [n for n in range(len(stage.waves)) if (hop, str(stage.name), n) not in state.waves_done]
    if not open_waves:
        empty = Wave(name="", steps=(), gates=())
        return Position(hop=hop, stage=stage, wave_number=len(stage.waves), wave=empty, steps=())
    number = open_waves[0] if only is None else _selected(state, hop, stage, open_waves, only)
    wave = stage.waves[number]
    return Position(hop=hop, stage=stage, wave_number=number, wave=wave, steps=_candidates(stage, wave))


def _selected(state: RunState, hop: int, stage: Stage, open_waves: list[int], only: frozenset[str]) -> int:
    """Canaries come first whoever is selected; after them the first open wave that has something selected to do."""
    if stage.name not in AGENT_STAGES or stage.waves[open_waves[0]].name.startswith("canary"):
        return open_waves[0]
    for number in open_waves:
        if any(step.node in only and phase(state, hop, step) not in OVER for step in stage.waves[number].steps):
            return number
    return open_waves[0]


def _candidates(stage: Stage, wave: Wave) -> tuple[Step, ...]:
    """A wave's own steps; for masters all of the stage, since the leader of the moment decides who is last."""
    if stage.name is not StageName.MASTERS:
        return wave.steps
    return tuple(step for each in stage.waves for step in each.steps)


def open_steps(state: RunState, position: Position) -> bool:
    """Whether this wave still has a step to begin; for masters, one wave is one verified master."""
    if position.stage.name is not StageName.MASTERS:
        return True
    verified = len(phase_of(state, position, Phase.VERIFIED))
    planned = sum(len(wave.steps) for wave in position.stage.waves[: position.wave_number + 1])
    return verified < planned


def phase_of(state: RunState, position: Position, wanted: Phase) -> tuple[str, ...]:
    """The nodes of the wave that are in this phase."""
    return tuple(step.node for step in position.steps if phase(state, position.hop, step) is wanted)


def by_phase(state: RunState, position: Position) -> Mapping[Phase, tuple[str, ...]]:
    """The nodes of the wave by their phase, in one pass."""
    found: dict[Phase, list[str]] = {each: [] for each in Phase}
    for step in position.steps:
        found[phase(state, position.hop, step)].append(step.node)
    return {each: tuple(nodes) for each, nodes in found.items()}


def phase(state: RunState, hop: int, step: Step) -> Phase:
    """A step that the plan found done is verified, unless the journal knows better; what was left out by name stays out."""
    known = state.nodes.get((hop, step.node))
    if step.node in state.left_out and (known is None or known.phase not in {Phase.VERIFIED, Phase.IN_FLIGHT}):
        return Phase.LEFT_OUT
    if known is None:
        return Phase.VERIFIED if step.done else Phase.WAITING
    return known.phase


def steps_of(hop: Hop) -> Iterator[tuple[Stage, int, Step]]:
    """Every step of the hop with its stage and wave number."""
    for stage in hop.stages:
        for number, wave in enumerate(stage.waves):
            for step in wave.steps:
                yield stage, number, step


def place_of(plan: Plan, hop: int, node: str) -> tuple[Stage, int] | None:
    """The stage and wave number of a node's step in this hop."""
    return next(((stage, wave) for stage, wave, step in steps_of(plan.hops[hop]) if step.node == node), None)


def open_hop(plan: Plan, state: RunState) -> int | None:
    return next((number for number in range(len(plan.hops)) if number not in state.hops_done), None)


def steps_left(hop: Hop, state: RunState, number: int) -> bool:
    return any(phase(state, number, step) not in OVER for _, _, step in steps_of(hop))


def deadline_of(state: RunState, since: datetime | None, seconds: float) -> datetime:
    """A deadline counts from the event, or from when this process took over, whichever is later."""
    moments = [moment for moment in (since, state.resumed) if moment is not None]
    return max(moments) + timedelta(seconds=seconds)
