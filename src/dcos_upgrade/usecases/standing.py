"""What it costs that a run stands still: what is half done, held back or left lying in the cluster meanwhile. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dcos_upgrade.core.plan import Plan, StageName
from dcos_upgrade.engine.position import AGENT_STAGES, open_hop, phase, steps_of
from dcos_upgrade.engine.state import Phase, RunState

STOOD = frozenset({Phase.VERIFIED, Phase.SETTLED})


def costs(plan: Plan, state: RunState, now: datetime) -> tuple[str, ...]:
    """One sentence for each thing; nothing when the run is over or has touched nothing yet."""
    if state.outcome is not None or state.owner_epoch is None:
        return ()
    return tuple(_costs(plan, state, now))


def _costs(plan: Plan, state: RunState, now: datetime) -> Iterator[str]:
    hop = open_hop(plan, state)
    if hop is not None:
        yield from _mixed(plan, state, hop, now)
    if state.held_back:
        yield f"Marathon is held back on {', '.join(sorted(state.held_back))}: fewer of them can take over when the leader fails"
    for app in sorted(state.test_apps):
        yield f"the test app {app} is still deployed"
    yield from _aside(state)
    if not state.owner_released:
        yield "the cluster belongs to this run: no other one can begin"


def _mixed(plan: Plan, state: RunState, hop: int, now: datetime) -> Iterator[str]:
    """Which parts of the cluster are at two releases, and since when."""
    planned = plan.hops[hop]
    since = _first_settled(state, hop)
    masters_new, masters_old = _new_and_old(plan, state, hop, (StageName.MASTERS,))
    agents_new, agents_old = _new_and_old(plan, state, hop, AGENT_STAGES)
    if not masters_new + agents_new or not masters_old + agents_old:
        return
    moment = f" since {since:%Y-%m-%dT%H:%M:%SZ} ({_minutes(now, since)})" if since else ""
    yield f"releases {planned.source} and {planned.target} are mixed{moment}; DC/OS wants one: change nothing else meanwhile"
    if masters_new and masters_old:
        yield f"{masters_old} of {masters_new + masters_old} masters are still at {planned.source}: each election may change Marathon's release"
    if masters_new and agents_old:
        last = _last_settled(
            state, hop, {step.node for stage, _, step in steps_of(planned) if stage.name is StageName.MASTERS}
        )
        lasting = f" for {_minutes(now, last)}" if last and not masters_old else ""
        yield f"{agents_old} agents are at {planned.source} under newer masters{lasting}"


def _new_and_old(plan: Plan, state: RunState, hop: int, stages: tuple[StageName, ...]) -> tuple[int, int]:
    phases = [phase(state, hop, step) for stage, _, step in steps_of(plan.hops[hop]) if stage.name in stages]
    new = sum(1 for each in phases if each in STOOD)
    return new, sum(1 for each in phases if each not in STOOD | {Phase.LEFT_OUT})


def _first_settled(state: RunState, hop: int) -> datetime | None:
    return min((at for at in _settled(state, hop, None)), default=None)


def _last_settled(state: RunState, hop: int, nodes: set[str]) -> datetime | None:
    return max((at for at in _settled(state, hop, nodes)), default=None)


def _settled(state: RunState, hop: int, nodes: set[str] | None) -> Iterator[datetime]:
    for (number, node), progress in state.nodes.items():
        if number == hop and progress.settled is not None and (nodes is None or node in nodes):
            yield progress.settled


def _aside(state: RunState) -> Iterator[str]:
    nodes = sorted({node for _, node in state.quarantined if node not in state.left_out})
    if nodes:
        yield f"{', '.join(nodes)} in quarantine: the cluster is that much smaller"


def _minutes(now: datetime, since: datetime) -> str:
    return f"{max(0, int((now - since).total_seconds() // 60))} min"
