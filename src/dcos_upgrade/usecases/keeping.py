"""An answer becomes evidence first and a fact then: of what was kept, so that no secret reaches a fact.

A large answer is read as it comes and let go of; its evidence is what was read of it, written anew. So a state of hundreds of
megabytes is held once, and what is kept of it is what was judged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from dcos_upgrade.core.error import DcosUpgradeError
from dcos_upgrade.core.plan import canonical
from dcos_upgrade.core.probe import Answer, Probe
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.core.snapshot import Evidence, Observed
from dcos_upgrade.ports import EvidenceStore

LARGE = 8 * 1024 * 1024
"""Bytes from which on an answer itself is not kept."""
START = 64 * 1024
"""Bytes that are kept of a large answer that nobody can read."""
PROJECTED = "what is read of "


class Held:
    """An answer in the hands of one only: once it is taken, nobody else keeps it in memory."""

    __slots__ = ("_answer", "own", "via")

    def __init__(self, answer: Answer) -> None:
        self._answer: Answer | None = answer
        self.own = answer.own
        self.via = answer.via

    def take(self) -> Answer:
        """Once."""
        answer, self._answer = self._answer, None
        assert answer is not None  # nobody takes it twice
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Why an answer could not be read."""

    why: str


def kept(probe: Probe[Any], held: Held, evidence: EvidenceStore, *, asked: datetime, who: str = "") -> Observed[object]:
    """The fact with its evidence. What cannot be read is unknown, by ``who`` was asked. Raises what the store raises."""
    answer = held.take()
    if len(answer.body) < LARGE:
        found, value = _small(probe, answer, evidence, asked)
    else:
        only = Held(answer)
        del answer
        found, value = _large(probe, only, evidence, asked)
    if isinstance(value, Unread):
        return Observed(unknown=f"{who}: {value.why}" if who else value.why, time=asked, evidence=found)
    return Observed(value=value, time=asked, evidence=found)


def _small(probe: Probe[Any], answer: Answer, evidence: EvidenceStore, asked: datetime) -> tuple[Evidence, object]:
    if not answer.body:
        return evidence.put(_headers(answer), source=_source(answer), time=asked), parsed(probe, answer)
    found, clean = evidence.keep(answer.body, source=_source(answer), time=asked)
    return found, parsed(probe, replace(answer, body=clean))


def _large(probe: Probe[Any], held: Held, evidence: EvidenceStore, asked: datetime) -> tuple[Evidence, object]:
    answer = held.take()
    source, start = _source(answer), answer.body[:START]
    value = parsed(probe, answer)
    del answer
    if isinstance(value, Unread):
        return evidence.put(start, source=f"the first bytes of {source}", time=asked), value
    projection = canonical(value)
    found, clean = evidence.keep(projection, source=f"{PROJECTED}{source}", time=asked)
    return found, value if clean == projection else _again(probe, clean)


def _again(probe: Probe[Any], clean: bytes) -> object:
    """The fact without its secrets."""
    try:
        value: object = msgspec.json.decode(clean, type=probe.fact)
    except msgspec.DecodeError as error:
        return Unread(why=f"without its secrets it is not what {probe.id} makes: {error}")
    return value


def parsed(probe: Probe[Any], answer: Answer) -> object:
    """The fact, or Unread. A parser may come from a site; one that breaks must not end a capture."""
    try:
        value: object = probe.parse(answer)
    except DcosUpgradeError as error:
        return Unread(why=redact_text(error.what))
    except Exception as error:  # whatever a parser does wrong, its fact is unknown and the capture goes on
        return Unread(why=f"the parser of {probe.id} failed: {type(error).__name__}")
    return value if value is not None else Unread(why="the answer has no value")


def _source(answer: Answer) -> str:
    return f"{answer.source} ({answer.via})" if answer.via else answer.source


def _headers(answer: Answer) -> bytes:
    """An answer without a body says what it says in its headers: a redirect does."""
    lines = [f"HTTP {answer.status}", *(f"{name}: {value}" for name, value in sorted(answer.headers.items()))]
    return "\n".join(lines).encode()
