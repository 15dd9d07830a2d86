"""What a report holds. Frozen, without markup; times are UTC, None where something did not happen or is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dcos_upgrade.catalog.links import Link
from dcos_upgrade.core.acceptance import StandingRisk
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.plan import Refusal
from dcos_upgrade.drift import Change
from dcos_upgrade.engine.ledger import Item
from dcos_upgrade.planning.foundation import Foundation
from dcos_upgrade.planning.hop_knowledge import HopKnowledge
from dcos_upgrade.planning.policy import HopRule
from dcos_upgrade.usecases.accepting import AcceptedRisk
from dcos_upgrade.usecases.elections import Elections
from dcos_upgrade.usecases.workbook.records import Record
from dcos_upgrade.worksheets import Book


class Outcome(StrEnum):
    """How the run stands. ``open``: begun and neither over, halted nor paused."""

    DONE = "done"
    FAILED = "failed"
    ABORTED = "aborted"
    HALTED = "halted"
    PAUSED = "paused"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """One node. Empty texts are facts that the snapshots do not have."""

    id: str
    address: str
    role: str
    rack: str
    critical: bool
    release_before: str
    release_after: str
    mesos_before: str
    mesos_after: str
    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many of something there were before and after; None where the snapshot does not say."""

    what: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HopRow:
    """One hop with the vendor's script that it was bound to; ``script_url`` is empty while it is not bound."""

    number: int
    source: str
    target: str
    kind: str
    script_url: str
    script_sha256: str
    packages: tuple[str, ...]
    began: datetime | None
    ended: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One start of the vendor's script on a node. ``exit`` is its exit status, None where none was found."""

    number: int
    started: datetime | None
    settled: datetime | None = None
    exit: int | None = None
    state: str = ""
    version: str = ""
    log_tail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLook:
    """One look at a gate: passed, or broken with the reason. ``look`` names the evidence of the whole look."""

    time: datetime
    gate: str
    passed: bool
    verdict: str
    reason: str = ""
    look: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One node to one release. ``found_done``: the plan found the node at the target, nothing was to do."""

    hop: int
    stage: str
    wave: str
    node: str
    source: str
    target: str
    found_done: bool
    admitted: datetime | None
    admission_look: str
    attempts: tuple[Attempt, ...]
    looks: tuple[GateLook, ...]
    verified: datetime | None

    @property
    def started(self) -> datetime | None:
        return self.attempts[0].started if self.attempts else None

    @property
    def settled(self) -> datetime | None:
        return self.attempts[-1].settled if self.attempts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A leader seen to be another one than before. The change lies between the two looks; ``steps`` were started there."""

    service: str
    before: str
    after: str
    last_seen: datetime
    first_seen: datetime
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbance:
    """A look of a soak that was not good; ``until`` the next good one."""

    time: datetime
    until: datetime | None
    why: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoakRow:
    """The time under watch after one wave; ``watched`` is from when on it was looked at, ``good`` how many good looks there were."""

    hop: int
    stage: str
    wave: str
    began: datetime
    watched: datetime
    good: int
    disturbances: tuple[Disturbance, ...]
    ended: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """Why the run stood still: ``kind`` is wait, halt, pause, retry or take-over; ``until`` when it went on."""

    kind: str
    time: datetime
    until: datetime | None
    where: str
    by: str
    why: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A quarantine, a readmission, a left-out node or an approval. ``by`` is empty where the run itself did it.

    ``hop`` counts from 0, None for the whole run; ``subject`` is the node or the point.
    """

    kind: str
    time: datetime
    hop: int | None
    subject: str
    by: str
    why: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRow:
    """A grave risk that stood before a hop; None where none did. ``by`` took it; empty while nobody has. ``look`` is evidence."""

    hop: str
    time: datetime
    look: str
    risk: StandingRisk | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgedRow:
    """A question to people and the yes to it; ``time`` None where nobody has said so. ``asked``: the plan asks it."""

    id: str
    question: str
    section: str
    asked: bool
    time: datetime | None
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """What a site's own command answered. ``hop`` counts from 0; ``seconds`` is how long it took, None when it was never asked here."""

    time: datetime
    hop: int
    point: str
    subject: str
    name: str
    decision: str
    why: str
    seconds: float | None
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """The Marathon of a master that was still old: written down, seen stopped, let go."""

    hop: int
    node: str
    held: datetime
    stopped: datetime | None = None
    let_go: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """One Marathon that runs on Marathon, in one hop. ``changed``: its app definition was to be changed; ``not_yet`` its last trouble."""

    hop: int
    app: str
    framework_id: str
    source: str
    target: str
    changed: bool
    began: datetime | None = None
    deployment: str = ""
    verified: datetime | None = None
    not_yet: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The test app on one node in one wave: questions, those without a good answer, the longest outage in seconds.

    It was out there for ``seconds`` of the wave and watched for ``watched`` of them; None where the journal does not say.
    """

    hop: int
    stage: str
    wave: str
    node: str
    probes: int
    failed: int
    longest: float
    seconds: float
    watched: float | None

    @property
    def unwatched(self) -> float:
        """Seconds in which nobody asked; a moment at the edges of a wave is none."""
        missing = 0.0 if self.watched is None else self.seconds - self.watched
        return missing if missing > max(UNSEEN, UNSEEN_PART * self.seconds) else 0.0


UNSEEN, UNSEEN_PART = 5.0, 0.05
"""Seconds, and the part of a wave, up to which it is no matter that nobody asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """The test app on one node did not answer for so long that people were told. ``until`` None: it lasts."""

    node: str
    time: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshApp:
    """The app that a validation deployed afresh; ``lost`` where the cluster could not run it."""

    time: datetime
    release: str
    answered: bool
    lost: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """The test app of a run and how it answered; ``interval`` in seconds between two questions."""

    app: str
    nodes: tuple[str, ...]
    interval: float
    deployed: datetime | None
    removed: datetime | None
    waves: tuple[Answered, ...]
    silences: tuple[Silence, ...]
    fresh: tuple[FreshApp, ...]

    @property
    def probes(self) -> int:
        return sum(each.probes for each in self.waves)

    @property
    def failed(self) -> int:
        return sum(each.failed for each in self.waves)

    @property
    def unwatched(self) -> float:
        """Seconds in which at least one node was not asked."""
        worst: dict[tuple[int, str, str], float] = {}
        for each in self.waves:
            key = (each.hop, each.stage, each.wave)
            worst[key] = max(worst.get(key, 0.0), each.unwatched)
        return sum(worst.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something lost, or something that could not be judged."""

    kind: str
    subject: str
    why: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """One comparison with the baseline, every node expected at ``release``; how much was found of what."""

    time: datetime
    release: str
    snapshot: str
    lost: int
    unknown: int
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The newest validation. ``time`` None: there was none yet. ``missing`` says which snapshot could not be read, and why."""

    time: datetime | None = None
    release: str = ""
    baseline: str = ""
    snapshot: str = ""
    counts: tuple[Count, ...] = ()
    lost: tuple[Finding, ...] = ()
    unknown: tuple[Finding, ...] = ()
    expected: tuple[Change, ...] = ()
    expected_count: int = 0
    missing: tuple[str, ...] = ()
    validations: tuple[Validation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity:
    """The journal's chain of hashes. ``broken_at`` is the first entry at which it does not hold, None when it does."""

    entries: int
    first_hash: str
    last_hash: str
    broken_at: int | None
    epochs: int


@dataclass(frozen=True, kw_only=True)
class Before:
    """The analysis before the upgrade, as of the snapshot with which the run began.

    ``book`` are the worksheets, ``checks`` what the checks before an upgrade say, ``rules`` what the workbook's rules say of each hop,
    ``hops`` the risks and steps of each.
    """

    taken: datetime
    snapshot: str
    book: Book
    checks: tuple[Judgement, ...]
    rules: tuple[HopRule, ...]
    hops: tuple[HopKnowledge, ...]
    links: Mapping[str, Link]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """The report. ``made`` is when it was made, ``ended`` the time of the run's end or of the newest entry.

    ``audit`` is what the audit of the plan says, in one line. ``without`` are the nodes that are set aside or left out;
    ``availability`` is None where the plan has no test app, ``ground`` and ``before`` where the snapshot from before could not be
    read. ``records`` are the captures and runs of the cluster, oldest first.
    """

    tool_version: str
    made: datetime
    run: str
    cluster: str
    cluster_id: str
    by: str
    plan_digest: str
    audit: str
    catalog_digest: str
    source: str
    target: str
    on: date
    policy: str
    route: tuple[str, ...]
    outcome: Outcome
    began: datetime | None
    ended: datetime | None
    next: str
    hops: tuple[HopRow, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]
    nodes: tuple[NodeRow, ...]
    steps: tuple[StepRow, ...]
    soaks: tuple[SoakRow, ...]
    handovers: tuple[Handover, ...]
    interruptions: tuple[Interruption, ...]
    words: tuple[Word, ...]
    acknowledged: tuple[AcknowledgedRow, ...]
    accepted: tuple[AcceptedRisk, ...]
    standing: tuple[StandingRow, ...]
    site: tuple[SiteRow, ...]
    without: tuple[str, ...]
    elections: tuple[Elections, ...]
    availability: Availability | None
    held_back: tuple[HeldBack, ...]
    services: tuple[ServiceRow, ...]
    ledger: tuple[Item, ...]
    proof: Proof
    integrity: Integrity
    ground: Foundation | None = None
    before: Before | None = None
    records: tuple[Record, ...] = ()

    @property
    def lost_nothing(self) -> bool:
        """Whether a validation at the target was made that lost nothing and left nothing unknown."""
        proof = self.proof
        return proof.release == self.target and not proof.lost and not proof.unknown
