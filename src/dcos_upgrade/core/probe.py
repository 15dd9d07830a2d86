"""A question to the cluster and the pure parser of its answer.

A probe is one file under ``probes/`` with one constant ``PROBE``. It says what to ask; capture asks it. The fact's type
lives in the probe's file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from dcos_upgrade.core.cluster import CLUSTER, Inventory, NodeId, Role, ids

T = TypeVar("T")


class Service(StrEnum):
    """A component that answers HTTP on its own port of a node."""

    MESOS_MASTER = "mesos"
    MESOS_AGENT = "mesos-agent"
    MARATHON = "marathon"
    EXHIBITOR = "exhibitor"
    ADMINROUTER = "adminrouter"
    METRONOME = "metronome"


class Via(StrEnum):
    """Who stood between a service and us when it answered."""

    ITSELF = ""
    SSH = "over SSH"
    """Carried from the node's own port: nobody read it on the way."""
    PROXY = "through a proxy"
    ADMINROUTER = "through Admin Router"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpGet:
    """GET of a path on a node's own port; never anything that changes state.

    ``of_leader``: masters that do not lead answer 307; the redirect is followed to a master of the inventory only.
    Such a question is asked of any master that answers, and its subject is ``CLUSTER``.
    """

    service: Service
    path: str
    of_leader: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FourLetterWord:
    """A ZooKeeper four-letter word on the client port of a master."""

    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A read-only POSIX sh command on a node; needs neither jq nor python there. All commands of a node travel in one session."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A raw answer. ``status`` is the HTTP status or the command's exit status (0 for four-letter words)."""

    body: bytes
    status: int
    source: str
    time: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    via: Via = Via.ITSELF

    @property
    def own(self) -> bool:
        """Whether the service itself said it, just now: nobody in between could have answered or remembered."""
        return self.via in (Via.ITSELF, Via.SSH)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAt:
    """GET of an absolute URL that an earlier answer named. Its host must be a node of the inventory."""

    url: str


Heard = Mapping[str, Answer | str]
"""What a chain has heard so far, by the name of the question: an answer, or the reason why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpChain:
    """Questions whose answers say where to ask next; its subject is ``CLUSTER``.

    ``follow`` gives the questions that what was heard leads to, by name; those that were asked already are not asked again, and
    the chain ends when there is no new one. A HttpGet of a chain is asked of the masters in order until one answers. ``join``
    makes of all that was heard the one body that is kept as evidence and parsed. ``words`` say to people what is sent.
    """

    follow: Callable[[Heard, Inventory], Mapping[str, HttpGet | HttpAt]]
    join: Callable[[Heard], bytes]
    words: tuple[str, ...]


Question = HttpGet | FourLetterWord | Command | HttpChain


def every_node(inventory: Inventory) -> tuple[NodeId, ...]:
    return ids(inventory.nodes)


def every_master(inventory: Inventory) -> tuple[NodeId, ...]:
    return ids(inventory.of(Role.MASTER))


def every_agent(inventory: Inventory) -> tuple[NodeId, ...]:
    return ids(inventory.agents)


def the_cluster(_: Inventory) -> tuple[NodeId, ...]:
    return (CLUSTER,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe(Generic[T]):
    """``parse`` raises Unreadable when the answer is not what it should be; capture makes that *unknown*.

    ``fact`` is the type of the parsed fact (a frozen dataclass, msgspec Struct or plain value that msgspec can convert).
    """

    id: str
    title: str
    source: str
    fact: type[T]
    question: Question
    parse: Callable[[Answer], T]
    subjects: Callable[[Inventory], tuple[NodeId, ...]]
