"""What the engine may want next: a closed set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dcos_upgrade.core.journal import Event
from dcos_upgrade.core.plan import ServiceMarathon, SiteStep, StageName, TestApp


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimOwner:
    """Lay this run's owner file on every master before anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """Read the vendor's script of this hop and write down what it is."""

    hop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeRisks:
    """Look at everything and write down which grave risks stand on this hop, before anything is done for it."""

    hop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """Look at nodes whose step was begun; nothing else happens while one is in flight or in doubt."""

    hop: int
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit:
    """Judge the admission gate; if it passes, ``count`` of the candidates are admitted, leaders last."""

    hop: int
    stage: StageName
    candidates: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Write down that the step starts, then tell the node."""

    hop: int
    node: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAt:
    """One look for these settled nodes, in which every check of all these gates is judged."""

    hop: int
    nodes: tuple[str, ...]
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSoak:
    """One look at the whole cluster during a wave's stable time, judged by the soak's gate.

    ``nodes`` are those of the wave that are watched themselves; ``since`` is from when on what has happened counts, ``before``
    the evidence digest of this soak's last look, empty before there is one.
    """

    hop: int
    stage: str
    wave: int
    gate: str
    nodes: tuple[str, ...]
    since: datetime
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateService:
    """Write down that a service Marathon's app is changed, then change it."""

    hop: int
    service: ServiceMarathon


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtService:
    """One look at a service Marathon: at its target, under its old framework id, with its tasks."""

    hop: int
    service: ServiceMarathon


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSiteStep:
    """Call a command of the site; ``subject`` is a node, or "cluster"."""

    hop: int
    subject: str
    step: SiteStep


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployTestApp:
    """Put the test app into the cluster and find out where it answers; may be asked again after a death."""

    app: TestApp


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveTestApp:
    """Take the test app out of the cluster, on every way out of a run."""

    app: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldMarathonBack:
    """Write down that the Marathon of a master that is still old is held back, or stop the one that is, unless it leads now."""

    hop: int
    node: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetMarathonGo:
    """Start a Marathon that was held back, unless the node's own step has done so."""

    hop: int
    node: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Nothing to do before ``until`` (UTC); ``why`` is for people."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A decision that is nothing but an entry in the journal."""

    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Validate:
    """Compare the cluster with the baseline, every node at this hop's target."""

    hop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOwner:
    """Remove this run's owner file from every master."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """The engine is done for now: the run is over, halted, paused, or has come to where it was told to stop."""

    why: str


Action = (
    ClaimOwner
    | Bind
    | JudgeRisks
    | Follow
    | Admit
    | Start
    | LookAt
    | WatchSoak
    | UpdateService
    | LookAtService
    | RunSiteStep
    | DeployTestApp
    | RemoveTestApp
    | HoldMarathonBack
    | LetMarathonGo
    | Wait
    | Record
    | Validate
    | ReleaseOwner
    | Stop
)
