"""Points of a run at which a person's yes is still wanted. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dcos_upgrade.core.plan import Plan, StageName, Step
from dcos_upgrade.engine.approving import points_of
from dcos_upgrade.engine.position import Position, open_hop, phase
from dcos_upgrade.engine.state import Phase, RunState

UNTOUCHED = frozenset({Phase.WAITING, Phase.LEFT_OUT, Phase.QUARANTINED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedApproval:
    """A point that has no approval yet; ``hop`` counts from 1. ``now``: the run is halted at it."""

    hop: int
    point: str
    now: bool


def awaited_approvals(plan: Plan, run: RunState) -> tuple[AwaitedApproval, ...]:
    """From where the run is to its end, each point once in its hop, in the order of the run."""
    first = open_hop(plan, run)
    if first is None or run.outcome is not None or run.aborted is not None:
        return ()
    wanted = dict.fromkeys(point for hop in range(first, len(plan.hops)) for point in _of_hop(plan, run, hop))
    halted_at = (first, run.halted.name) if run.halted and run.halted.what == "approval" else None
    return tuple(
        AwaitedApproval(hop=hop + 1, point=point, now=(hop, point) == halted_at)
        for hop, point in wanted
        if (plan.digest, hop, point) not in run.approved
    )


def _of_hop(plan: Plan, run: RunState, hop: int) -> Iterable[tuple[int, str]]:
    return ((hop, point) for point, position in points_of(plan, hop) if _ahead(run, position))


def _ahead(run: RunState, position: Position) -> bool:
    """Nothing behind the point was begun yet, and something is to be."""
    stage, hop = position.stage, position.hop
    if (hop, str(stage.name)) in run.stages_done:
        return False
    if stage.name is StageName.MASTERS:
        return _masters_ahead(run, position)
    if not position.steps:
        return not any(number == hop for number, _ in run.services)
    phases = {phase(run, hop, step) for step in position.steps}
    return phases <= UNTOUCHED and Phase.WAITING in phases


def _masters_ahead(run: RunState, position: Position) -> bool:
    """Which master goes in which wave is decided by the leaders of the day: they are counted."""
    waves = position.stage.waves
    steps: list[Step] = [step for wave in waves for step in wave.steps]
    begun = sum(1 for step in steps if phase(run, position.hop, step) is not Phase.WAITING)
    return begun <= sum(len(wave.steps) for wave in waves[: position.wave_number]) and begun < len(steps)
