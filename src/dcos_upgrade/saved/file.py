"""One file: what it is, and what it says; or why it is refused or left aside.

*Refused* is a file that looks like an answer and cannot be trusted; *ignored* is one that is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.saved import discover
from dcos_upgrade.saved.kind import Content, Kind, Said


class Status(StrEnum):
    READ = "read"
    REFUSED = "refused"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What was recorded beside an answer: its HTTP status, who answered, when."""

    status: int = 200
    host: str = ""
    time: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``kind`` is empty where it is not known."""

    path: str
    status: Status
    kind: str = ""
    reason: str = ""
    said: Said = field(default_factory=Said)
    time: datetime | None = None


_ADDRESS = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])")
_PLACEHOLDER = re.compile(r"\{\{[^{}]+\}\}|<[A-Z][A-Z0-9 _-]+>|^\[[A-Z_]+(?: \| [A-Z_]+)+\]$")
_RECORD = re.compile(rb"\A\d{1,12}\n\s*\{")
_HTTP_ERROR = re.compile(r"\A(?:HTTP )?[45]\d\d [A-Z]")
_YAML = re.compile(r"(?m)\A(?:#.*\n|\s*\n)*(?:---|- ?\w[\w-]*:|\w[\w-]*:(?:\s|$))")
MOST_LINES = 100_000


def verdict_on(path: str, body: bytes, beside: Beside | None = None) -> Verdict:
    """Never raises: whatever is in the file, there is a verdict on it."""
    known = beside or Beside()
    if not body.strip():
        return _ignored(path, "the file is empty")
    text = _text(body)
    if text is None:
        return _ignored(path, "not text: no service answers so")
    if known.status != 200:
        return _ignored(path, f"the service answered HTTP {known.status}, not with what was asked for")
    value, lines, broken = _json(body, text)
    content = Content(
        path=path,
        body=body,
        text=text,
        value=value,
        lines=lines,
        host=known.host or _host(path),
        time=known.time,
    )
    return _without_json(content, broken) if broken else _judged(content)


def _judged(content: Content) -> Verdict:
    kind = kind_of(content)
    if kind is None:
        return _ignored(content.path, _strange(content))
    if kind.ignored:
        return Verdict(path=content.path, kind=kind.id, status=Status.IGNORED, reason=kind.ignored)
    if "definition" in kind.id and (found := _placeholder(content.value)):
        reason = f"a template: {found} is still to be filled in"
        return Verdict(path=content.path, kind=kind.id, status=Status.REFUSED, reason=reason)
    return _read(kind, content)


def kind_of(content: Content) -> Kind | None:
    """The kind by the content; one that is only there to be left aside comes after all others."""
    found = [kind for kind in discover() if _recognised(kind, content)]
    return min(found, key=lambda kind: (bool(kind.ignored), kind.id), default=None)


def _recognised(kind: Kind, content: Content) -> bool:
    try:
        return kind.recognise(content)
    except (
        TypeError,
        AttributeError,
        KeyError,
        ValueError,
        RecursionError,
    ):  # keys of the right names, values of no sense
        return False


def _read(kind: Kind, content: Content) -> Verdict:
    try:
        said = kind.read(content)
    except Unreadable as error:
        return _refused(content.path, kind.id, error.what)
    except (TypeError, AttributeError, KeyError, ValueError, RecursionError) as error:
        return _refused(content.path, kind.id, f"values that no service sends: {type(error).__name__}")
    reason = "; ".join(filter(None, (said.note, *said.unread.values())))
    return Verdict(
        path=content.path, kind=kind.id, status=Status.READ, reason=redact_text(reason), said=said, time=content.time
    )


def _without_json(content: Content, broken: str) -> Verdict:
    """Words of ZooKeeper, streams of events and schemas are no JSON; everything else is told by how it begins."""
    if kind_of(content) is not None:
        return _judged(content)
    start = content.text.lstrip()
    if start.startswith(("{", "[")) or _RECORD.match(content.body):
        what = "a template" if _PLACEHOLDER.search(content.text) else "pasted or cut off, not what a service sends"
        return _refused(content.path, "", f"broken JSON ({what}): {broken}")
    return _ignored(content.path, _told_apart(start))


def _told_apart(start: str) -> str:
    lower = start[:200].lower()
    if lower.startswith(("<!doctype", "<html", "<?xml")):
        return "a web page, not an answer"
    if _HTTP_ERROR.match(start):
        return f"the service's refusal, not an answer: {start.splitlines()[0][:60]}"
    if lower.startswith("http/"):
        return "an answer pasted with its HTTP headers: save the body alone"
    if _YAML.match(start):
        return "YAML: a configuration or a description, not an answer"
    return "text that no service answers with: a log, notes or the output of a command"


def _strange(content: Content) -> str:
    if content.value in ([], {}):
        return "empty: neither it nor its name says what it is the answer to"
    if content.keys:
        return f"JSON of no kind that is known: its keys are {', '.join(map(str, list(content.keys)[:5]))}"[:200]
    return "JSON of no kind that is known"


def _json(body: bytes, text: str) -> tuple[Any, tuple[Any, ...], str]:
    """(the document, the documents of a stream, where it is broken)"""
    if _RECORD.match(body):
        return _records(body)
    try:
        return msgspec.json.decode(text), (), ""
    except RecursionError:
        return None, (), "nested deeper than any answer"
    except (msgspec.DecodeError, ValueError):
        pass
    rows = [line for line in text.splitlines() if line.strip()]
    if 1 < len(rows) <= MOST_LINES and rows[0].lstrip().startswith("{"):
        try:
            return None, tuple(msgspec.json.decode(line) for line in rows), ""
        except (msgspec.DecodeError, ValueError, RecursionError):
            pass
    return None, (), _position(text)


def _position(text: str) -> str:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"{error.msg} at line {error.lineno} column {error.colno}"
    except (ValueError, RecursionError) as error:
        return f"{type(error).__name__}"
    return "numbers or texts that JSON does not have"


def _records(body: bytes) -> tuple[Any, tuple[Any, ...], str]:
    """RecordIO: a length, a line end, so many bytes."""
    found = []
    rest = body
    while rest.strip():
        length, _, rest = rest.partition(b"\n")
        size = int(length) if length.strip().isdigit() and len(length) < 13 else -1
        if size < 0 or size > len(rest):
            return None, (), f"a record is cut off at byte {len(body) - len(rest)}"
        try:
            found.append(msgspec.json.decode(rest[:size]))
        except (msgspec.DecodeError, ValueError, RecursionError):
            return None, (), f"a record is broken at byte {len(body) - len(rest)}"
        rest = rest[size:]
    return None, tuple(found), ""


def _placeholder(value: Any) -> str:
    """The placeholder alone: the text around it may hold a secret."""
    found = (_PLACEHOLDER.search(text) for text in _texts(value))
    return next((match[0][:60] for match in found if match), "")


def _texts(value: Any) -> Iterator[str]:
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += one.values()
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str):
            yield one


def _text(body: bytes) -> str | None:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _host(path: str) -> str:
    """An address in a path is a hint, used only where nothing better says who answered."""
    found = _ADDRESS.findall(path)
    return str(found[-1]) if found else ""


def _ignored(path: str, reason: str) -> Verdict:
    return Verdict(path=path, status=Status.IGNORED, reason=reason)


def _refused(path: str, kind: str, reason: str) -> Verdict:
    return Verdict(path=path, kind=kind, status=Status.REFUSED, reason=redact_text(reason))
