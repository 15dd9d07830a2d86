"""The newest errors of DC/OS' units in each node's journal, by kind: the same message with other numbers is the same kind.

Bounded: a few hundred lines, cut to a width. Ages are by the node's own clock, which is read in the same answer.
"""

from __future__ import annotations

import re
import shlex
from datetime import datetime

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.probes.reading import require_success, unreadable

MOST = 200
"""Entries that are asked for; each may have several lines."""
MOST_LINES = 600
WIDEST = 400
LONGEST_KIND = 160

ARGUMENTS = ("-u", "dcos-*", "-p", "err", "-n", str(MOST), "-o", "short-iso", "--no-pager")
"""Options that systemd 219 knows."""
COMMAND = f"""\
found=$(journalctl {shlex.join(ARGUMENTS)} 2>&1) || exit 1
printf '[now] %s\\n' "$(date +%s)"
printf '%s\\n' "$found" | cut -b 1-{WIDEST} | tail -n {MOST_LINES}"""

_ENTRY = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d) \S+ ([^\s:\[]+)(?:\[\d+\])?: ?(.*)")
_CHANGING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b0x[0-9a-f]+\b|\b[0-9a-f]{12,}\b|\d+(?:[.:]\d+)*",
    re.IGNORECASE,
)


class ErrorKind(msgspec.Struct, frozen=True, kw_only=True):
    """``name`` is who logged it, ``text`` the message without what changes; ``age`` of the youngest, in seconds."""

    name: str
    text: str
    count: int
    age: float

    @property
    def same(self) -> tuple[str, str]:
        """What a kind is known by."""
        return self.name, self.text

    def __str__(self) -> str:
        return f"{self.name}: {self.text}" + (f" ({self.count} times)" if self.count > 1 else "")


class JournalErrors(msgspec.Struct, frozen=True, kw_only=True):
    kinds: tuple[ErrorKind, ...]


def parse(answer: Answer) -> JournalErrors:
    require_success(answer)
    first, *lines = answer.body.decode(errors="replace").splitlines() or [""]
    now = _now(answer, first)
    found: dict[tuple[str, str], ErrorKind] = {}
    for line in lines:
        match = _ENTRY.match(line)
        if match is None:
            _require_no_entry(answer, line)
            continue
        kind = ErrorKind(name=match[2], text=_kind(match[3]), count=1, age=max(0.0, now - _seconds(answer, match[1])))
        found[kind.same] = _counted(found.get(kind.same), kind)
    return JournalErrors(kinds=tuple(found[same] for same in sorted(found)))


def _now(answer: Answer, line: str) -> float:
    word, _, seconds = line.partition(" ")
    if word != "[now]" or not re.fullmatch(r"\d{1,12}", seconds, re.ASCII):
        raise unreadable(answer, "the node does not say what time it is")
    return float(seconds)


def _require_no_entry(answer: Answer, line: str) -> None:
    """More lines of the same entry are indented; journalctl's own remarks begin with two dashes.

    Anything else, such as the hint that not everything may be seen, means that this is not the whole journal.
    """
    if line.strip() and not line.startswith((" ", "\t", "-- ")):
        raise unreadable(answer, f"the journal cannot be read: {line[:120]}")


def _seconds(answer: Answer, stamp: str) -> float:
    try:
        return datetime.fromisoformat(stamp).timestamp()
    except (ValueError, OverflowError) as error:
        raise unreadable(answer, "an entry of the journal has no time") from error


def _kind(message: str) -> str:
    """Redacted before it is shortened, so that no half of a secret stays; nothing in it moves a terminal's cursor."""
    text = _CHANGING.sub("N", redact_text(message))[:LONGEST_KIND]
    return "".join(character if character.isprintable() else "?" for character in text).strip()


def _counted(before: ErrorKind | None, kind: ErrorKind) -> ErrorKind:
    if before is None:
        return kind
    return msgspec.structs.replace(before, count=before.count + 1, age=min(before.age, kind.age))


PROBE = Probe(
    id="journal-errors",
    title="Newest errors in each node's journal",
    source="workbook, 'Checking Status During an Upgrade' (output of journalctl); systemd 219 and later, journalctl -p err",
    fact=JournalErrors,
    question=Command(text=COMMAND),
    parse=parse,
    subjects=every_node,
)
