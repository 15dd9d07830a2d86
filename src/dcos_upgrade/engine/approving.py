"""Points of a plan at which a person must have said yes to exactly this plan before anything more is touched."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from dcos_upgrade.core import journal
from dcos_upgrade.core.plan import SINGLE_MASTER, Plan, StageName, Wave
from dcos_upgrade.engine.position import Position, phase_of
from dcos_upgrade.engine.state import Phase, RunState

BEFORE_HOP = "before-hop"
AFTER_CANARY = "after-canary"
POINTS = (
    BEFORE_HOP,
    *(f"before-{stage}" for stage in StageName if stage is not StageName.VALIDATION),
    AFTER_CANARY,
    SINGLE_MASTER,
)


def points_of(plan: Plan, hop: int) -> Iterator[tuple[str, Position]]:
    """Every point of this hop at which the run stops, in the order of the run, with where that is.

    A stage without anything to do has none.
    """
    for stage in plan.hops[hop].stages:
        for number, wave in enumerate(stage.waves):
            yield from _points_at(plan, Position(hop=hop, stage=stage, wave_number=number, wave=wave, steps=wave.steps))
        if not stage.waves and stage.services is not UNSET and stage.services:
            nothing = Wave(name="", steps=(), gates=())
            yield from _points_at(plan, Position(hop=hop, stage=stage, wave_number=0, wave=nothing, steps=()))


def _points_at(plan: Plan, position: Position) -> Iterator[tuple[str, Position]]:
    return ((point, position) for point in _reached(plan, position))


def awaited(plan: Plan, state: RunState, position: Position) -> journal.Halted | None:
    """A halt at the first point that is reached here and has no approval yet; None when there is none, or work has begun."""
    if not _untouched(state, position):
        return None
    for point in _reached(plan, position):
        if (plan.digest, position.hop, point) not in state.approved:
            return _halted(plan, position, point)
    return None


def _untouched(state: RunState, position: Position) -> bool:
    """Something of this wave is still to be begun, and nothing of it is under way."""
    services = position.stage.services
    if services is not UNSET and services:
        return not any((position.hop, each.app) in state.services for each in services)
    under_way = any(phase_of(state, position, each) for each in _BEGUN)
    return not under_way and bool(phase_of(state, position, Phase.WAITING))


_BEGUN = (Phase.ADMITTED, Phase.IN_FLIGHT, Phase.SETTLED)


def _reached(plan: Plan, position: Position) -> Iterator[str]:
    wanted = () if plan.approvals is UNSET else plan.approvals
    first = position.wave_number == 0
    masters = position.stage.name is StageName.MASTERS
    here = (
        (BEFORE_HOP, first and masters),
        (SINGLE_MASTER, first and masters),
        (f"before-{position.stage.name}", first),
        (AFTER_CANARY, _first_after_canary(position)),
    )
    yield from (point for point, reached in here if reached and point in wanted)
    if position.wave.needs_approval:
        yield f"{position.stage.name} {position.wave.name}"


def _first_after_canary(position: Position) -> bool:
    number, waves = position.wave_number, position.stage.waves
    if not 0 < number < len(waves):
        return False
    return waves[number - 1].name.startswith("canary") and not waves[number].name.startswith("canary")


def _halted(plan: Plan, position: Position, point: str) -> journal.Halted:
    hop = plan.hops[position.hop]
    return journal.Halted(
        what="approval",
        name=point,
        node="cluster",
        reason=f"the point {point} of hop {position.hop + 1} ({hop.source} → {hop.target}) waits for a person's approval",
        next=f"dcos-upgrade approve '{point}' --plan {plan.digest[:12]} --reason TEXT, then: dcos-upgrade resume",
    )
