"""A kind of saved answer: how it is recognised by its content, and which facts are read from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from dcos_upgrade.core.probe import Answer, Command, Probe
from dcos_upgrade.probes.mesos_slaves import Agent

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One file. ``value`` is its JSON, None where it is no JSON; ``lines`` are the documents of a stream of JSON.

    ``host`` is the address that answered, where the path or the headers beside it say so; ``time`` is when, UTC.
    """

    path: str
    body: bytes
    text: str
    value: Any = None
    lines: tuple[Any, ...] = ()
    host: str = ""
    time: datetime | None = None

    @property
    def keys(self) -> Mapping[str, Any]:
        """The object at the top; an empty one where the top is none."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def rows(self) -> tuple[Mapping[str, Any], ...]:
        """The objects of a list at the top; empty unless all of them are objects."""
        if not isinstance(self.value, list) or not all(isinstance(row, dict) for row in self.value):
            return ()
        return tuple(self.value)

    def answer(self, probe: Probe[Any], body: bytes | None = None) -> Answer:
        """As its probe would have got it live."""
        status = 0 if isinstance(probe.question, Command) else 200
        whole = self.body if body is None else body
        return Answer(body=whole, status=status, source=self.path, time=self.time or EPOCH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fact of a file. ``host`` is whose it is; empty where the file does not say."""

    probe: str
    value: object
    host: str = ""
    of_cluster: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a file says: facts, who is there, and what of it could not become a fact (probe id → why)."""

    facts: tuple[Told, ...] = ()
    masters: tuple[str, ...] = ()
    agents: tuple[Agent, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``read`` raises Unreadable for a file of this kind that cannot be trusted; its reason is told to people.

    ``ignored`` is the reason for a kind that is recognised only to be left aside.
    """

    id: str
    title: str
    source: str
    recognise: Callable[[Content], bool]
    read: Callable[[Content], Said]
    ignored: str = ""
