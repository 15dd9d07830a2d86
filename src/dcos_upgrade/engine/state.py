"""What a run has come to, folded from its journal.

The fold remembers only what cannot be observed. Versions, packages, units and leaders are always looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce
from typing import assert_never

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.core.step import NodeState


class Phase(StrEnum):
    """Where a node's step is."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    IN_FLIGHT = "in_flight"
    SETTLED = "settled"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeProgress:
    """One node in one hop. ``attempt`` counts starts; ``looks`` good looks in a row at the gate named ``gate``.

    ``told`` is when the node was first told to begin, through attempts that never began. ``set_aside`` is the other run
    whose attempt on the node a person gave up.
    """

    phase: Phase = Phase.WAITING
    attempt: int = 0
    admitted: datetime | None = None
    admission_look: str = ""
    set_aside: str = ""
    told: datetime | None = None
    started: datetime | None = None
    settled: datetime | None = None
    exit: int | None = None
    node_state: str = ""
    version: str | None = None
    gate: str = ""
    looks: int = 0
    last_look: datetime | None = None
    broken: journal.GateBroken | None = None
    log_tail: str = ""


UNTOUCHED = NodeProgress()

StepKey = tuple[int, str]
"""(hop number, node id)"""
WaveKey = tuple[int, str, int]
"""(hop number, stage name, wave number)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """The fold of all entries of one run. ``resumed`` is when the present process took the run over."""

    run: str = ""
    plan: str = ""
    cluster: str = ""
    baseline: str = ""
    seq: int = 0
    epoch: int = 0
    created: datetime | None = None
    resumed: datetime | None = None
    owner_epoch: int | None = None
    owner_released: bool = False
    paused: journal.PauseRequested | None = None
    aborted: journal.AbortRequested | None = None
    halted: journal.Halted | None = None
    bound: Mapping[int, journal.HopBound] = field(default_factory=dict)
    nodes: Mapping[StepKey, NodeProgress] = field(default_factory=dict)
    refused_since: datetime | None = None
    not_admitted: journal.NotAdmitted | None = None
    soaking: Mapping[WaveKey, datetime] = field(default_factory=dict)
    waves_done: frozenset[WaveKey] = frozenset()
    stages_done: frozenset[tuple[int, str]] = frozenset()
    hops_done: frozenset[int] = frozenset()
    validated: journal.Validated | None = None
    hops_validated: frozenset[int] = frozenset()
    outcome: str | None = None

    def node(self, hop: int, node: str) -> NodeProgress:
        return self.nodes.get((hop, node), UNTOUCHED)

    def known_at_source(self, hop: int, node: str) -> datetime | None:
        """When the node was last known to have this hop's source: since its step of the hop before, or since the baseline."""
        return (self.node(hop - 1, node).settled if hop else None) or self.created

    def with_node(self, hop: int, node: str, progress: NodeProgress) -> RunState:
        return replace(self, nodes={**self.nodes, (hop, node): progress})


def fold(entries: Iterable[Entry], state: RunState | None = None) -> RunState:
    """The state after these entries; with ``state``, after that state and these later entries."""
    return reduce(advance, entries, state or RunState())


def advance(state: RunState, entry: Entry) -> RunState:
    """The state after one more entry."""
    seen = replace(state, seq=entry.seq, epoch=max(state.epoch, entry.epoch), run=entry.run)
    return _apply(seen, entry.event, entry.time)


def _apply(state: RunState, event: journal.Event, time: datetime) -> RunState:
    match event:
        case (
            journal.RunCreated()
            | journal.RunResumed()
            | journal.PauseRequested()
            | journal.AbortRequested()
            | journal.Halted()
        ):
            return _steering(state, event, time)
        case journal.OwnerClaimed():
            return replace(state, owner_epoch=state.epoch, owner_released=False)
        case journal.OwnerReleased():
            return replace(state, owner_released=True)
        case journal.HopBound():
            return replace(state, bound={**state.bound, event.hop: event})
        case journal.NotAdmitted():
            return replace(state, not_admitted=event, refused_since=state.refused_since or time)
        case journal.SoakStarted():
            return replace(state, soaking={**state.soaking, (event.hop, event.stage, event.wave): time})
        case journal.WaveCompleted():
            return replace(state, waves_done=state.waves_done | {(event.hop, event.stage, event.wave)})
        case journal.StageCompleted():
            return replace(state, stages_done=state.stages_done | {(event.hop, event.stage)})
        case journal.HopCompleted():
            return replace(state, hops_done=state.hops_done | {event.hop})
        case journal.Validated():
            whole = state.hops_validated | ({event.hop} if not event.lost and not event.unknown else set())
            return replace(state, validated=event, hops_validated=whole)
        case journal.RunCompleted():
            return replace(state, outcome=event.outcome)
        case _:
            return _step(state, event, time)


def _steering(
    state: RunState,
    event: journal.RunCreated | journal.RunResumed | journal.PauseRequested | journal.AbortRequested | journal.Halted,
    time: datetime,
) -> RunState:
    match event:
        case journal.RunCreated():
            return replace(
                state,
                plan=event.plan,
                cluster=event.cluster,
                baseline=event.baseline,
                created=time,
                resumed=time,
            )
        case journal.RunResumed():
            looked_at_again = _voided(_reopened(state))
            return replace(looked_at_again, resumed=time, paused=None, halted=None, validated=None)
        case journal.PauseRequested():
            return replace(_voided(state), paused=event)
        case journal.AbortRequested():
            return replace(_voided(state), aborted=event)
        case journal.Halted():
            return replace(state, halted=event)
        case _:
            assert_never(event)


def _voided(state: RunState) -> RunState:
    """A pause, a resume or the death of the tool voids every admission and every row of good looks."""
    nodes = {key: _without_looks(progress) for key, progress in state.nodes.items()}
    return replace(state, nodes=nodes, refused_since=None, not_admitted=None)


def _reopened(state: RunState) -> RunState:
    """What settled off its target is looked at again after a resume: people may have mended the node meanwhile."""
    nodes = {key: _looked_at_again(progress) for key, progress in state.nodes.items()}
    return replace(state, nodes=nodes)


def _looked_at_again(progress: NodeProgress) -> NodeProgress:
    if progress.phase is Phase.SETTLED and progress.node_state != NodeState.NEW:
        return replace(progress, phase=Phase.IN_FLIGHT)
    return progress


def _without_looks(progress: NodeProgress) -> NodeProgress:
    if progress.phase is Phase.ADMITTED:
        return replace(progress, phase=Phase.WAITING, admitted=None)
    if progress.phase is Phase.SETTLED:
        return replace(progress, looks=0, gate="", last_look=None, broken=None)
    return progress


def _step(
    state: RunState,
    event: journal.Admitted
    | journal.StepStarted
    | journal.StepNotBegun
    | journal.StepSettled
    | journal.RetryRequested
    | journal.GatePassed
    | journal.GateBroken
    | journal.StepVerified,
    time: datetime,
) -> RunState:
    before = state.node(event.hop, event.node)
    after = _progress(before, event, time)
    moved = state.with_node(event.hop, event.node, after)
    if isinstance(event, journal.Admitted):
        return replace(moved, refused_since=None, not_admitted=None)
    return moved


def _progress(
    progress: NodeProgress,
    event: journal.Admitted
    | journal.StepStarted
    | journal.StepNotBegun
    | journal.StepSettled
    | journal.RetryRequested
    | journal.GatePassed
    | journal.GateBroken
    | journal.StepVerified,
    time: datetime,
) -> NodeProgress:
    match event:
        case journal.Admitted():
            return replace(progress, phase=Phase.ADMITTED, admitted=time, admission_look=event.look)
        case journal.StepStarted():
            told = progress.told or time
            return replace(progress, phase=Phase.IN_FLIGHT, attempt=event.attempt, told=told, started=time)
        case journal.StepNotBegun():
            return replace(progress, phase=Phase.WAITING, admitted=None, admission_look="", started=None)
        case journal.StepSettled():
            return replace(
                progress,
                phase=Phase.SETTLED,
                set_aside="",
                settled=time,
                exit=event.exit,
                node_state=event.state,
                version=event.version,
                log_tail=event.log_tail,
                looks=0,
                gate="",
                last_look=None,
                broken=None,
            )
        case journal.RetryRequested():
            return NodeProgress(attempt=progress.attempt, set_aside=event.begun_by)
        case journal.GatePassed():
            looks = progress.looks + 1 if progress.gate == event.gate else 1
            return replace(progress, gate=event.gate, looks=looks, last_look=time, broken=None)
        case journal.GateBroken():
            return replace(progress, gate=event.gate, looks=0, last_look=time, broken=event)
        case journal.StepVerified():
            return replace(progress, phase=Phase.VERIFIED)
        case _:
            assert_never(event)
