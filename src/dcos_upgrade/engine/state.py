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

from msgspec import UNSET

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.core.marathon_version import newer_marathon
from dcos_upgrade.core.plan import StageName
from dcos_upgrade.core.site import Decision
from dcos_upgrade.core.step import NodeState


class Phase(StrEnum):
    """Where a node's step is."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    IN_FLIGHT = "in_flight"
    SETTLED = "settled"
    VERIFIED = "verified"
    QUARANTINED = "quarantined"
    LEFT_OUT = "left_out"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Soaking:
    """A wave under watch. ``good_since`` is the first of the good looks that were not broken since, ``look`` what the last one saw."""

    started: datetime
    good_since: datetime | None = None
    last_look: datetime | None = None
    look: str = ""
    disturbed: journal.SoakDisturbed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceProgress:
    """One service Marathon in one hop. ``begun``: it was written down that its app is changed; ``changed`` when Marathon took it.

    ``said`` are the reasons of bad looks since then: what was said once is not written again.
    """

    started: datetime
    begun: bool = False
    changed: datetime | None = None
    looks: int = 0
    last_look: datetime | None = None
    broken: journal.ServiceLooked | None = None
    said: frozenset[str] = frozenset()
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteProgress:
    """What a site's command said last; ``since`` is when it was first asked, ``answered`` None while it is being asked."""

    since: datetime
    answered: datetime | None = None
    answer: journal.SiteStepAnswered | None = None

    @property
    def proceeds(self) -> bool:
        return self.answered is not None and self.answer is not None and self.answer.decision == Decision.PROCEED


StepKey = tuple[int, str]
"""(hop number, node id)"""
WaveKey = tuple[int, str, int]
"""(hop number, stage name, wave number)"""
SiteKey = tuple[int, str, str, str]
"""(hop number, point, subject, name)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """The fold of all entries of one run. ``resumed`` is when the present process took the run over.

    ``verified`` counts the node steps that are; ``quarantines`` are all that ever were, for the signatures; ``approved`` holds
    (plan digest, hop, point), ``acknowledged`` what people said by its id; ``hops_begun`` are hops in which this run has begun a step
    or changed a service; ``risks_judged`` is what stood on a hop when it was last asked, since this process took the run over where the
    hop is not bound to its script yet; ``accepted`` are the risks that people took, the newest word last; ``marathon_leader`` leads as
    the newest look saw it, ``marathon_led`` is the newest version of Marathon that was seen to lead; ``test_apps`` the apps that are ours to remove, ``test_app_targets`` where the one named
    ``test_app`` answers once it runs, ``test_app_silent`` the nodes on which it did not when it was last told (``test_app_told``), with
    the time from which that is known; ``held_back`` the masters whose Marathon is held back by this run, ``marathons_stopped`` those
    of them that were seen to have stopped it since this process took the run over.
    """

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
    verified: int = 0
    refused_since: datetime | None = None
    not_admitted: journal.NotAdmitted | None = None
    soaking: Mapping[WaveKey, Soaking] = field(default_factory=dict)
    waves_done: frozenset[WaveKey] = frozenset()
    stages_done: frozenset[tuple[int, str]] = frozenset()
    hops_done: frozenset[int] = frozenset()
    validated: journal.Validated | None = None
    hops_validated: frozenset[int] = frozenset()
    quarantines: tuple[journal.Quarantined, ...] = ()
    left_out: Mapping[str, journal.LeftOut] = field(default_factory=dict)
    approved: frozenset[tuple[str, int, str]] = frozenset()
    acknowledged: Mapping[str, journal.Acknowledged] = field(default_factory=dict)
    hops_begun: frozenset[int] = frozenset()
    risks_judged: Mapping[int, journal.RisksJudged] = field(default_factory=dict)
    accepted: tuple[journal.RiskAccepted, ...] = ()
    marathon_leader: str | None = None
    marathon_led: str | None = None
    services: Mapping[StepKey, ServiceProgress] = field(default_factory=dict)
    site: Mapping[SiteKey, SiteProgress] = field(default_factory=dict)
    test_apps: frozenset[str] = frozenset()
    test_app: str | None = None
    test_app_targets: Mapping[str, str] | None = None
    test_app_silent: Mapping[str, datetime] = field(default_factory=dict)
    test_app_told: datetime | None = None
    held_back: frozenset[str] = frozenset()
    marathons_stopped: frozenset[str] = frozenset()
    outcome: str | None = None

    @property
    def quarantined(self) -> frozenset[StepKey]:
        """(hop number, node) of what is set aside now."""
        return frozenset(key for key, progress in self.nodes.items() if progress.phase is Phase.QUARANTINED)

    def node(self, hop: int, node: str) -> NodeProgress:
        return self.nodes.get((hop, node), UNTOUCHED)

    def known_at_source(self, hop: int, node: str) -> datetime | None:
        """When the node was last known to have this hop's source: since its step of the hop before, or since the baseline."""
        return (self.node(hop - 1, node).settled if hop else None) or self.created

    def with_node(self, hop: int, node: str, progress: NodeProgress) -> RunState:
        before = self.node(hop, node).phase
        verified = self.verified + (progress.phase is Phase.VERIFIED) - (before is Phase.VERIFIED)
        return replace(self, nodes={**self.nodes, (hop, node): progress}, verified=verified)


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
        case (
            journal.SoakStarted()
            | journal.SoakHealthy()
            | journal.SoakDisturbed()
            | journal.WaveCompleted()
            | journal.StageCompleted()
            | journal.HopCompleted()
            | journal.Validated()
            | journal.Readmitted()
        ):
            return _course(state, event, time)
        case (
            journal.ServiceUpdateStarted()
            | journal.ServiceUpdated()
            | journal.ServiceLooked()
            | journal.ServiceVerified()
        ):
            return _service(state, event, time)
        case (
            journal.OwnerClaimed()
            | journal.OwnerReleased()
            | journal.TestAppStarted()
            | journal.TestAppDeployed()
            | journal.TestAppRemoved()
            | journal.TestAppSilent()
            | journal.MarathonHeldBack()
            | journal.MarathonStopped()
            | journal.MarathonLetGo()
        ):
            return _laid(state, event, time)
        case journal.MarathonLeaderSeen():
            return replace(state, marathon_leader=event.node)
        case journal.HopBound():
            return replace(state, bound={**state.bound, event.hop: event})
        case journal.NotAdmitted():
            return replace(state, not_admitted=event, refused_since=state.refused_since or time)
        case journal.LeftOut():
            return replace(state, left_out={**state.left_out, event.node: event})
        case journal.Approved():
            return replace(state, approved=state.approved | {(event.plan, event.hop, event.point)})
        case journal.Acknowledged():
            return replace(state, acknowledged={**state.acknowledged, event.id: event})
        case journal.RisksJudged():
            return replace(state, risks_judged={**state.risks_judged, event.hop: event})
        case journal.RiskAccepted():
            return replace(state, accepted=(*state.accepted, event))
        case journal.SiteStepStarted() | journal.SiteStepAnswered():
            return _site(state, event, time)
        case journal.AvailabilityMeasured():
            return state
        case journal.RunCompleted():
            return replace(state, outcome=event.outcome)
        case _:
            return _step(state, event, time)


def _course(
    state: RunState,
    event: journal.SoakStarted
    | journal.SoakHealthy
    | journal.SoakDisturbed
    | journal.WaveCompleted
    | journal.StageCompleted
    | journal.HopCompleted
    | journal.Validated
    | journal.Readmitted,
    time: datetime,
) -> RunState:
    match event:
        case journal.SoakStarted() | journal.SoakHealthy() | journal.SoakDisturbed():
            key = (event.hop, event.stage, event.wave)
            soaking = _soaked(state.soaking.get(key, Soaking(started=time)), event, time)
            seen = state if isinstance(event, journal.SoakStarted) else _led(state, event)
            return replace(seen, soaking={**state.soaking, key: soaking})
        case journal.WaveCompleted():
            return replace(state, waves_done=state.waves_done | {(event.hop, event.stage, event.wave)})
        case journal.StageCompleted():
            open_again = {event.hop} if event.stage != StageName.VALIDATION else set()
            return replace(
                state,
                stages_done=state.stages_done | {(event.hop, event.stage)},
                hops_validated=state.hops_validated - open_again,
            )
        case journal.HopCompleted():
            return replace(state, hops_done=state.hops_done | {event.hop})
        case journal.Validated():
            whole = state.hops_validated | ({event.hop} if not event.lost and not event.unknown else set())
            return replace(state, validated=event, hops_validated=whole)
        case journal.Readmitted():
            return _open_again(state, event)
        case _:
            assert_never(event)


def _soaked(
    soaking: Soaking, event: journal.SoakStarted | journal.SoakHealthy | journal.SoakDisturbed, time: datetime
) -> Soaking:
    match event:
        case journal.SoakStarted():
            return Soaking(started=time)
        case journal.SoakHealthy():
            since = soaking.good_since or time
            return replace(soaking, good_since=since, last_look=time, look=event.look, disturbed=None)
        case journal.SoakDisturbed():
            return replace(soaking, good_since=None, last_look=time, look=event.look or "", disturbed=event)
        case _:
            assert_never(event)


def _open_again(state: RunState, event: journal.Readmitted) -> RunState:
    """What was complete without the node is not any more: its wave, its stage, its hop and the proof of the hop."""
    before = state.node(event.hop, event.node)
    wave = (event.hop, event.stage, event.wave)
    opened = replace(
        state,
        waves_done=state.waves_done - {wave},
        soaking={key: soaking for key, soaking in state.soaking.items() if key != wave},
        stages_done=state.stages_done - {(event.hop, event.stage), (event.hop, str(StageName.VALIDATION))},
        hops_validated=state.hops_validated - {event.hop},
        hops_done=state.hops_done - {event.hop},
    )
    return opened.with_node(event.hop, event.node, NodeProgress(attempt=before.attempt))


def _service(
    state: RunState,
    event: journal.ServiceUpdateStarted | journal.ServiceUpdated | journal.ServiceLooked | journal.ServiceVerified,
    time: datetime,
) -> RunState:
    before = state.services.get((event.hop, event.app), ServiceProgress(started=time))
    services = {**state.services, (event.hop, event.app): _served(before, event, time)}
    return replace(state, services=services, hops_begun=state.hops_begun | {event.hop})


def _served(
    progress: ServiceProgress,
    event: journal.ServiceUpdateStarted | journal.ServiceUpdated | journal.ServiceLooked | journal.ServiceVerified,
    time: datetime,
) -> ServiceProgress:
    match event:
        case journal.ServiceUpdateStarted():
            return replace(progress, begun=True)
        case journal.ServiceUpdated():
            return replace(progress, changed=time, looks=0, last_look=None, broken=None, said=frozenset())
        case journal.ServiceLooked(verdict="pass"):
            return replace(progress, looks=progress.looks + 1, last_look=time, broken=None, said=frozenset())
        case journal.ServiceLooked():
            said = progress.said | {event.reason}
            return replace(progress, looks=0, last_look=time, broken=event, said=said)
        case journal.ServiceVerified():
            return replace(progress, verified=True)
        case _:
            assert_never(event)


def _laid(
    state: RunState,
    event: journal.OwnerClaimed
    | journal.OwnerReleased
    | journal.TestAppStarted
    | journal.TestAppDeployed
    | journal.TestAppRemoved
    | journal.TestAppSilent
    | journal.MarathonHeldBack
    | journal.MarathonStopped
    | journal.MarathonLetGo,
    time: datetime,
) -> RunState:
    """What this run has put into the cluster and has to take away again."""
    match event:
        case journal.OwnerClaimed():
            return replace(state, owner_epoch=state.epoch, owner_released=False)
        case journal.OwnerReleased():
            return replace(state, owner_released=True)
        case journal.TestAppStarted():
            return replace(state, test_apps=state.test_apps | {event.app})
        case journal.TestAppDeployed():
            return replace(state, test_app=event.app, test_app_targets=event.targets)
        case journal.TestAppRemoved():
            return _without_app(state, event.app)
        case journal.TestAppSilent():
            silent = {node: state.test_app_silent.get(node, time) for node in event.nodes}
            return replace(state, test_app_silent=silent, test_app_told=time)
        case journal.MarathonHeldBack():
            return replace(state, held_back=state.held_back | {event.node})
        case journal.MarathonStopped():
            return replace(state, marathons_stopped=state.marathons_stopped | {event.node})
        case journal.MarathonLetGo():
            gone = {event.node}
            return replace(state, held_back=state.held_back - gone, marathons_stopped=state.marathons_stopped - gone)
        case _:
            assert_never(event)


def _without_app(state: RunState, app: str) -> RunState:
    """The app of a validation comes and goes while the test app of the run stays."""
    left = replace(state, test_apps=state.test_apps - {app})
    gone = replace(left, test_app=None, test_app_targets=None, test_app_silent={}, test_app_told=None)
    return gone if app == state.test_app else left


def _site(state: RunState, event: journal.SiteStepStarted | journal.SiteStepAnswered, time: datetime) -> RunState:
    key = (event.hop, event.point, event.subject, event.name)
    before = state.site.get(key, SiteProgress(since=time))
    if isinstance(event, journal.SiteStepAnswered):
        after = replace(before, answered=time, answer=event)
    else:
        after = replace(before, answered=None)
    return replace(state, site={**state.site, key: after})


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
            looked_at_again = _voided(_asked_again(_reopened(state)))
            judged = {hop: found for hop, found in state.risks_judged.items() if hop in state.bound}
            return replace(looked_at_again, resumed=time, paused=None, halted=None, validated=None, risks_judged=judged)
        case journal.PauseRequested():
            return replace(_voided(state), paused=event)
        case journal.AbortRequested():
            return replace(_voided(state), aborted=event)
        case journal.Halted():
            return replace(state, halted=event)
        case _:
            assert_never(event)


def _voided(state: RunState) -> RunState:
    """A pause, a resume or the death of the tool voids every admission and every row of good looks.

    Meanwhile a master may have been rebooted, and its Marathon with it: what is held back is looked at again, too.
    """
    nodes = {key: _without_looks(progress) for key, progress in state.nodes.items()}
    soaking = {key: replace(each, good_since=None, last_look=None, look="") for key, each in state.soaking.items()}
    services = {key: replace(each, looks=0, last_look=None) for key, each in state.services.items()}
    return replace(
        state,
        nodes=nodes,
        soaking=soaking,
        services=services,
        refused_since=None,
        not_admitted=None,
        marathons_stopped=frozenset(),
    )


def _asked_again(state: RunState) -> RunState:
    """A site's step that failed, or held for too long, is asked once more after a resume; one that was never heard, too."""
    kept = {key: each for key, each in state.site.items() if each.answered is None or each.proceeds}
    return replace(state, site=kept)


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
    | journal.StepVerified
    | journal.Quarantined,
    time: datetime,
) -> RunState:
    before = state.node(event.hop, event.node)
    after = _progress(before, event, time)
    if before.phase is Phase.QUARANTINED and not isinstance(event, journal.RetryRequested):
        after = replace(after, phase=Phase.QUARANTINED)  # whatever is still heard of it, only a person takes it back
    moved = state.with_node(event.hop, event.node, after)
    match event:
        case journal.Admitted():
            # Before each start: a held-back Marathon runs again after a reboot of its master, and nobody would have seen it.
            return replace(_led(moved, event), refused_since=None, not_admitted=None, marathons_stopped=frozenset())
        case journal.StepStarted():
            return replace(moved, hops_begun=moved.hops_begun | {event.hop})
        case journal.GatePassed():
            return _led(moved, event)
        case journal.Quarantined():
            return replace(moved, quarantines=(*moved.quarantines, event))
        case _:
            return moved


def _led(
    state: RunState, event: journal.Admitted | journal.GatePassed | journal.SoakHealthy | journal.SoakDisturbed
) -> RunState:
    """The newest Marathon that has led: from then on an older one must not."""
    version, leader = event.marathon_version, event.marathon_leader
    newest = state.marathon_led if version is UNSET else newer_marathon(state.marathon_led, version)
    return replace(state, marathon_leader=None if leader is UNSET else leader, marathon_led=newest)


def _progress(
    progress: NodeProgress,
    event: journal.Admitted
    | journal.StepStarted
    | journal.StepNotBegun
    | journal.StepSettled
    | journal.RetryRequested
    | journal.GatePassed
    | journal.GateBroken
    | journal.StepVerified
    | journal.Quarantined,
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
        case journal.Quarantined():
            return replace(progress, phase=Phase.QUARANTINED)
        case _:
            assert_never(event)
