"""From raw answers to typed facts: the one place where hostile input is met.

Whatever comes in, a parser built on this answers with a fact or raises Unreadable; it never guesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

import msgspec

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer

T = TypeVar("T")

Number = float
"""All numbers of Mesos and Marathon are read as floats: the same counter is 3 in one version and 3.0 in another."""

Name = Annotated[str, msgspec.Meta(min_length=1)]
"""An id or name; an empty one is not one."""


OUT_OF_TIME = frozenset({124, 137})
"""What timeout(1) ends with when a command's time is over: by itself, and when the command had to be killed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPort:
    """Where something listens; the brackets of an IPv6 address are taken off."""

    host: str
    port: int | None = None


def unreadable(answer: Answer, what: str) -> Unreadable:
    """The error for an answer that is not what it should be, with its source and its first bytes."""
    start = answer.body[:120].decode(errors="replace")
    return Unreadable(what, where=answer.source, evidence=start)


def http_json(answer: Answer, fact: type[T]) -> T:
    """The JSON body of a 200; any other status is not an answer to the question."""
    if answer.status != 200:
        raise unreadable(answer, f"answered HTTP {answer.status}{_reason(answer)}")
    return json_body(answer, answer.body, fact)


def json_body(answer: Answer, body: bytes, fact: type[T]) -> T:
    """JSON of the type asked for; unknown keys are ignored, missing ones are not made up."""
    try:
        return msgspec.json.decode(body, type=fact)
    except msgspec.ValidationError as error:
        raise unreadable(answer, f"not the answer that was asked for: {error}") from error
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise unreadable(answer, f"truncated or not JSON: {error}") from error


def output(answer: Answer) -> str:
    """The text that a command printed; a command that failed has no answer."""
    require_success(answer)
    return text(answer)


def require_success(answer: Answer) -> None:
    """Raise Unreadable for a command that failed, or whose time was over."""
    if answer.status in OUT_OF_TIME:
        raise unreadable(answer, f"the command did not end in time and was ended with {answer.status}")
    if answer.status != 0:
        raise unreadable(answer, f"the command ended with {answer.status}")


def text(answer: Answer) -> str:
    """The body as text; anything but UTF-8 without NULs is not an answer."""
    try:
        decoded = answer.body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise unreadable(answer, "not text") from error
    if "\0" in decoded:
        raise unreadable(answer, "not text")
    return decoded


def one_word(answer: Answer) -> str:
    """The single word that a command printed."""
    words = output(answer).split()
    if len(words) != 1:
        raise unreadable(answer, f"one word was expected, not {len(words)}")
    return words[0]


@lru_cache(maxsize=16384)
def host_port(address: str) -> HostPort | None:
    """``10.0.1.2:8080``, ``http://10.0.1.2:8080``, ``//10.0.1.2:5050/slaves`` or ``slave(1)@[2001:db8::1]:5051``; None if it is none."""
    rest = address.strip().rpartition("@")[2]
    try:
        parts = urlsplit(rest if "//" in rest else f"//{rest}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or any(character.isspace() for character in host):
        return None
    return HostPort(host=host, port=port)


def _reason(answer: Answer) -> str:
    lines = answer.body[:200].decode(errors="replace").strip().splitlines()
    return f": {lines[0][:100]}" if lines else ""
