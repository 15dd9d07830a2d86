"""What the use cases need of the outside world. Narrow, in the domain's own types; the lab and the fakes implement the same.

Every call has a time-out of its own and raises Unreachable when there is no answer in time, Unreadable when the answer is
not what it should be, Refused when a person has to change something (a refused key, a changed host key).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.journal import Entry, Event
from dcos_upgrade.core.plan import SiteStep
from dcos_upgrade.core.probe import Answer, Command, Service
from dcos_upgrade.core.site import SiteAnswer
from dcos_upgrade.core.snapshot import Evidence
from dcos_upgrade.core.step import StepLook, StepOrder


class Clock(Protocol):
    def now(self) -> datetime:
        """UTC."""

    async def sleep(self, seconds: float) -> None: ...


class Shell(Protocol):
    """Read-only commands on nodes."""

    async def ask(self, node: Node, commands: Mapping[str, Command]) -> Mapping[str, Answer]:
        """Run all commands in one session; the answers by the same names."""


class Api(Protocol):
    """GET on a node's own port. Redirects are not followed: a 3xx is an answer (with its ``location`` header, lower case)."""

    async def get(self, node: Node, service: Service, path: str) -> Answer: ...

    async def get_url(self, url: str) -> Answer:
        """An absolute URL, for what the bootstrap host serves."""


class Apps(Protocol):
    """The root Marathon's apps: the only writes that this tool makes over HTTP, for the test app and service Marathons.

    Any master is asked, in the order of their ids, until one answers: each passes a request on to the leader.
    """

    async def read(self, app: str) -> Answer:
        """``GET /v2/apps/<id>``; 404 is an answer."""

    async def put(self, app: str, definition: Mapping[str, Any]) -> Answer:
        """``PUT /v2/apps/<id>``, never with force: a deployment that holds the app is an answer (409)."""

    async def delete(self, app: str) -> Answer:
        """``DELETE /v2/apps/<id>``; 404 is an answer."""

    async def deployments(self) -> Answer:
        """``GET /v2/deployments``: what is still under way."""


class Targets(Protocol):
    """Where a test app answers."""

    async def answers(self, target: str, *, within: float) -> bool:
        """Whether ``GET /`` at this host:port has a good answer within so many seconds. Nothing is raised, nothing tried again."""


class SiteCommands(Protocol):
    """The site's own commands, run where the tool runs, without a shell."""

    def missing(self, step: SiteStep) -> str:
        """Why the step's program cannot be called here; an empty text when it can."""

    def digest(self, step: SiteStep) -> str:
        """SHA-256 of the step's program as it lies here; an empty text when it cannot be read."""

    async def call(self, step: SiteStep, question: Mapping[str, Any]) -> SiteAnswer:
        """``question`` as JSON on standard input. What cannot be understood, a time-out and a missing program are a "fail"."""


class FourLetterWords(Protocol):
    async def ask(self, node: Node, word: str) -> Answer:
        """ZooKeeper's answer on the client port."""


class Nodes(Protocol):
    """The executor is the node: it holds the mutex, and its job outlives the connection."""

    async def start_step(self, order: StepOrder) -> StepLook:
        """Returns at once; a second call for the same target starts nothing and answers what lies there."""

    async def observe_step(self, node: Node, target: str) -> StepLook: ...

    async def cancel_step(self, node: Node, target: str, run: str, attempt: int) -> bool:
        """Make sure that this attempt never begins, not even by an order that is still on its way. False: it has begun."""

    async def retire_step(self, node: Node, target: str, attempt: int) -> None:
        """Rename what a settled attempt left, so that a next one can begin. Refused while a job lives."""


class HeldServices(Protocol):
    """A master's Marathon stopped and started. Both calls may be repeated; they return when the master's systemd says so."""

    async def stop_marathon(self, node: Node) -> None:
        """Afterwards its unit is inactive and counts as well. Raises Unreadable when it does not stop."""

    async def start_marathon(self, node: Node) -> None:
        """Raises Unreadable when it does not become active."""


class Owners(Protocol):
    """The owner file on a master: which run has the cluster."""

    async def claim(self, master: Node, *, cluster: str, run: str, epoch: int) -> None:
        """Exclusive create and fsync. Raises Owned when another run, or a later epoch of this one, is there."""

    async def release(self, master: Node, *, run: str) -> None:
        """Remove the file if it is this run's."""


class Journal(Protocol):
    """The run's only memory. Entries of one run; epochs fence off an older process."""

    def append(self, event: Event) -> Entry:
        """Durable when this returns. Raises Owned when a later epoch has written, Broken when the disk refuses."""

    def append_next(self, event: Event, *, seen: int) -> Entry | None:
        """Like append, but only if ``seen`` is still the newest entry: a decision made of what nobody has changed meanwhile.

        None, with nothing written, when something else was written after it.
        """

    def entries(self, after: int = 0) -> tuple[Entry, ...]:
        """All entries with ``seq > after`` in order, whoever wrote them."""


class EvidenceStore(Protocol):
    @property
    def sealed_by(self) -> str:
        """The fingerprint of the key that hides secrets here; empty where there is none and they become ``***``."""

    def of(self, cluster: str) -> EvidenceStore:
        """The same store with the key of this cluster, by its id; of an empty id too, for clusters that do not tell it."""

    def put(self, body: bytes, *, source: str, time: datetime) -> Evidence:
        """Keep the bytes, redacted, under their SHA-256; durable when this returns."""

    def keep(self, body: bytes, *, source: str, time: datetime) -> tuple[Evidence, bytes]:
        """As ``put``; with the bytes as they were kept, in which no secret is left."""

    def get(self, digest: str) -> bytes:
        """Raises Unreadable when it is not there or does not match its digest."""


__all__ = [
    "Api",
    "Apps",
    "Clock",
    "EvidenceStore",
    "FourLetterWords",
    "HeldServices",
    "Journal",
    "Nodes",
    "Owners",
    "Shell",
    "SiteCommands",
    "Targets",
]
