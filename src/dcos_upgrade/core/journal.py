"""What has happened: a closed set of events, each chained to the one before by its hash.

Mere polls are not events. Every decision, every observation that decides, every approval and every effect is one, written
*before* the effect.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import get_args

import msgspec

from dcos_upgrade.core.acceptance import StandingRisk
from dcos_upgrade.core.plan import canonical


class RunCreated(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A plan was admitted. ``baseline`` is the digest of the snapshot from before the run."""

    plan: str
    cluster: str
    route: tuple[str, ...]
    baseline: str
    tool_version: str
    by: str


class OwnerClaimed(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """The owner file of this run and epoch lies on all these masters."""

    masters: tuple[str, ...]


class OwnerReleased(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    masters: tuple[str, ...]


class RunResumed(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A process took the run over (again); it voids every admission and ends a pause or a halt."""

    tool_version: str
    by: str


class PauseRequested(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    by: str
    reason: str


class AbortRequested(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A person gives the run up: what flies ends, nothing more is started, the cluster is left as it lawfully is."""

    by: str
    reason: str


class RetryRequested(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind", omit_defaults=True):
    """A person wants the vendor's script to be started once more on a node whose old generation is whole.

    ``begun_by`` is the run whose attempt lies on the node and is set aside; empty for this run's own.
    """

    hop: int
    node: str
    by: str
    begun_by: str = ""


class HopBound(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """The vendor's script of this hop, as the bootstrap host serves it, read once and compared on every node."""

    hop: int
    source: str
    target: str
    script_url: str
    script_sha256: str
    bootstrap_url: str
    package_ids: tuple[str, ...]


class Admitted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """The admission gate passed for this node. ``look`` is the evidence digest of the whole look.

    The leaders are node ids as observed in that look, None (ZooKeeper's: unset) when not observed;
    ``marathon_version`` is what the leading Marathon said of itself, unset when it did not.
    """

    hop: int
    node: str
    mesos_leader: str | None = None
    marathon_leader: str | None = None
    marathon_version: str | msgspec.UnsetType = msgspec.UNSET
    zookeeper_leader: str | msgspec.UnsetType = msgspec.UNSET
    look: str


class NotAdmitted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """The admission gate did not pass for this reason; written once per reason."""

    hop: int
    node: str
    verdict: str
    reason: str
    evidence: tuple[str, ...] = ()


class StepStarted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """Written before the node is told. The node itself guarantees that the script runs once."""

    hop: int
    node: str
    attempt: int


class StepNotBegun(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """The attempt never began and, as the node was told, never will; the node must be admitted anew before it is told again."""

    hop: int
    node: str
    attempt: int


class StepSettled(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """The job ended, or the node was found at its target without one (``exit`` None). Not yet success: gates judge that."""

    hop: int
    node: str
    attempt: int
    exit: int | None
    state: str
    version: str | None
    log_tail: str = ""


class GatePassed(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """One look in which every check of the gate passed. The gate opens after enough of them in a row.

    The leaders are node ids as seen in that look, None (ZooKeeper's: unset) when not observed.
    """

    hop: int
    node: str
    gate: str
    look: str
    mesos_leader: str | None = None
    marathon_leader: str | None = None
    marathon_version: str | msgspec.UnsetType = msgspec.UNSET
    zookeeper_leader: str | msgspec.UnsetType = msgspec.UNSET


class GateBroken(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A look that did not pass; the count starts again. Written when it ends a row of good looks or its reason is a new one.

    ``checks`` are the ids of those that did not pass: the signature of a failure.
    """

    hop: int
    node: str
    gate: str
    verdict: str
    reason: str
    evidence: tuple[str, ...] = ()
    checks: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET


class StepVerified(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """All gates of the step hold. Only now the node is done."""

    hop: int
    node: str


class Quarantined(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A failed agent is set aside and the run goes on. ``signature`` is the cause, by which a second failure of the same is known.

    ``by`` is the person who set it aside; empty when the run did so within its budget.
    """

    hop: int
    node: str
    signature: str
    reason: str
    evidence: tuple[str, ...] = ()
    by: str = ""


class Readmitted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A person has mended the node: it is admitted, stepped and proven like any other. Its wave, stage and hop are open again."""

    hop: int
    node: str
    stage: str
    wave: int
    by: str
    reason: str = ""


class LeftOut(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A person removed an agent from the run by name: it has to be out of the cluster, and nothing more is done to it."""

    node: str
    by: str
    reason: str


class Approved(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A person's word for one point of the plan with this digest; ``point`` as the plan names it."""

    plan: str
    hop: int
    point: str
    by: str
    reason: str = ""


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A person's yes to what no probe can see. ``said`` is when; before the run began it was kept for the plan."""

    id: str
    question: str
    by: str
    reason: str
    said: datetime


class RisksJudged(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """Which grave risks stand on a hop that is not begun yet; ``look`` is the evidence digest of what they were judged over."""

    hop: int
    look: str
    risks: tuple[StandingRisk, ...]


class RiskAccepted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A person takes a grave risk on these hops up to and with the day ``until`` (UTC). ``said`` is when."""

    id: str
    message: str
    hops: tuple[int, ...]
    until: date
    by: str
    reason: str
    said: datetime


class SoakHealthy(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A look during a soak's stable time in which every check of the soak's gate passed.

    The leaders are node ids as seen in that look, unset when not observed.
    """

    hop: int
    stage: str
    wave: int
    look: str
    mesos_leader: str | msgspec.UnsetType = msgspec.UNSET
    marathon_leader: str | msgspec.UnsetType = msgspec.UNSET
    marathon_version: str | msgspec.UnsetType = msgspec.UNSET


class SoakDisturbed(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A look during a soak that did not pass: its stable time starts again. Written once for a row of the same reason.

    ``look`` is the evidence digest of the whole look; the leaders are those that it saw.
    """

    hop: int
    stage: str
    wave: int
    verdict: str
    reason: str
    evidence: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    look: str | msgspec.UnsetType = msgspec.UNSET
    mesos_leader: str | msgspec.UnsetType = msgspec.UNSET
    marathon_leader: str | msgspec.UnsetType = msgspec.UNSET
    marathon_version: str | msgspec.UnsetType = msgspec.UNSET


class SiteStepStarted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A command of the site is begun; ``subject`` is a node, or "cluster"."""

    hop: int
    point: str
    subject: str
    name: str


class SiteStepAnswered(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """What the site's command said: "proceed", "hold" (asked again after ``retry_after`` seconds) or "fail"."""

    hop: int
    point: str
    subject: str
    name: str
    decision: str
    reason: str = ""
    retry_after: float = 0.0
    evidence: tuple[str, ...] = ()


class ServiceUpdateStarted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """Written before the app definition of a service Marathon is changed. ``version_before`` as it said of itself."""

    hop: int
    app: str
    version_before: str
    framework_id: str


class ServiceUpdated(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """Marathon took the changed definition; ``deployment`` is its id."""

    hop: int
    app: str
    deployment: str


class ServiceLooked(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """A look at a service Marathon after its change. ``verdict`` pass counts towards its gate, anything else starts it again."""

    hop: int
    app: str
    verdict: str
    reason: str = ""
    look: str = ""
    evidence: tuple[str, ...] = ()


class ServiceVerified(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """The service Marathon is at its target under its old framework id, with all its tasks."""

    hop: int
    app: str


class TestAppStarted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """Written before the test app is put into the cluster: from here on it is ours to remove."""

    app: str


class TestAppDeployed(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """The test app runs; ``targets`` are the addresses (host:port) that are probed, by node id."""

    app: str
    targets: dict[str, str]


class TestAppRemoved(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    app: str


class AvailabilityMeasured(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """How the test app answered during one wave: probes sent, those without a good answer, the longest outage in seconds.

    ``watched`` is for how many seconds it was asked often enough to tell; the rest of the wave nobody looked.
    """

    hop: int
    stage: str
    wave: int
    target: str
    probes: int
    failed: int
    longest: float
    watched: float | msgspec.UnsetType = msgspec.UNSET


class TestAppSilent(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """On these nodes the test app has not answered for a while; without nodes: it answers everywhere again."""

    app: str
    nodes: tuple[str, ...]


class MarathonHeldBack(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """Written before the Marathon of a master that is still old is stopped, so that it cannot lead after a new one."""

    hop: int
    node: str


class MarathonStopped(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """The Marathon that is held back does not run any more, as its master's own systemd says."""

    hop: int
    node: str


class MarathonLeaderSeen(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """Another Marathon leads than the look before had seen: found right before one was to be stopped, so nothing was."""

    hop: int
    node: str


class MarathonLetGo(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """The Marathon that was held back runs again, started by this run or by the master's own step."""

    hop: int
    node: str


class SoakStarted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    hop: int
    stage: str
    wave: int
    seconds: float


class WaveCompleted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    hop: int
    stage: str
    wave: int


class StageCompleted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    hop: int
    stage: str


class HopCompleted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    hop: int
    target: str


class Halted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """The engine stops and waits for a person.

    ``what`` is "gate", "node", "approval", "acknowledgement", "risk" or "site"; ``name`` the gate's id, the node's state, the point
    or the site's step.
    """

    what: str
    name: str
    node: str
    reason: str
    evidence: tuple[str, ...] = ()
    next: str = ""


class Validated(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """The cluster after a hop against the run's baseline. ``lost`` are "kind subject" texts; ``unknown`` likewise."""

    hop: int
    snapshot: str
    lost: tuple[str, ...]
    unknown: tuple[str, ...]
    expected: int


class RunCompleted(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="kind"):
    """The run is over: "done", "failed" when the validation found something lost, "aborted" when a person gave it up."""

    outcome: str


Event = (
    RunCreated
    | OwnerClaimed
    | OwnerReleased
    | RunResumed
    | PauseRequested
    | AbortRequested
    | RetryRequested
    | HopBound
    | Admitted
    | NotAdmitted
    | StepStarted
    | StepNotBegun
    | StepSettled
    | GatePassed
    | GateBroken
    | StepVerified
    | Quarantined
    | Readmitted
    | LeftOut
    | Approved
    | Acknowledged
    | RisksJudged
    | RiskAccepted
    | SoakStarted
    | SoakHealthy
    | SoakDisturbed
    | SiteStepStarted
    | SiteStepAnswered
    | ServiceUpdateStarted
    | ServiceUpdated
    | ServiceLooked
    | ServiceVerified
    | TestAppStarted
    | TestAppDeployed
    | TestAppRemoved
    | AvailabilityMeasured
    | TestAppSilent
    | MarathonHeldBack
    | MarathonStopped
    | MarathonLeaderSeen
    | MarathonLetGo
    | WaveCompleted
    | StageCompleted
    | HopCompleted
    | Halted
    | Validated
    | RunCompleted
)

GENESIS = "0" * 64


FIELDS = {kind.__name__: frozenset(kind.__struct_fields__) for kind in get_args(Event)}
KINDS = frozenset(FIELDS)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event in its place: ``seq`` counts from 1 without gaps, ``hash`` covers the entry and the hash before it."""

    seq: int
    run: str
    epoch: int
    time: datetime
    event: Event
    previous: str
    hash: str = ""


def seal(*, seq: int, run: str, epoch: int, time: datetime, event: Event, previous: str) -> Entry:
    """The entry with its hash."""
    bare = Entry(seq=seq, run=run, epoch=epoch, time=time, event=event, previous=previous)
    return msgspec.structs.replace(bare, hash=hashlib.sha256(canonical(bare)).hexdigest())


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it lies in the journal; ``event`` is not read, so what another version wrote can be proven, too."""

    seq: int
    run: str
    epoch: int
    time: datetime
    event: msgspec.Raw
    previous: str
    hash: str = ""


def strange_fields(kind: str, body: bytes) -> tuple[str, ...]:
    """Fields that an event of this kind does not have here: the word of another version, or of nobody. Raises msgspec.MsgspecError."""
    written = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    return tuple(sorted(written.keys() - FIELDS[kind] - {"kind"}))


def broken_link(entries: Iterable[Entry | Written]) -> int | None:
    """The first sequence number at which the chain does not hold, or None."""
    previous = GENESIS
    for number, entry in enumerate(entries, start=1):
        bare = msgspec.structs.replace(entry, hash="")
        true_hash = hashlib.sha256(canonical(bare)).hexdigest()
        if entry.seq != number or entry.previous != previous or entry.hash != true_hash:
            return number
        previous = entry.hash
    return None
