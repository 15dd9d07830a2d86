"""How texts for people are laid out: width, colour where there is one, and characters that the stream can hold."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

FALLBACK = str.maketrans(
    {
        "→": "->",
        "▸": ">",
        "…": "...",
        "✓": "ok",
        "✗": "x",
        "·": "-",
        "–": "-",
        "—": "-",
        "█": "#",
        "░": ".",
        "“": '"',
        "”": '"',
        "’": "'",
    }
)
"""For streams that are not UTF-8."""

_OWN = r"(?:0|(?:1|2|31|32|33)(?:;(?:1|2|31|32|33))*)m"
_ACTS = re.compile(
    rf"\x1b(?!\[{_OWN})|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""What moves the cursor, rings, hides, or turns the direction of writing: a cluster's names must not do that to a terminal."""

BOLD, GREEN, RED, YELLOW, FAINT = "1", "32", "31", "33", "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """``width`` in columns; without ``colour`` no escape sequence is ever written."""

    width: int = 80
    colour: bool = False

    def style(self, text: str, *codes: str) -> str:
        if not self.colour or not text:
            return text
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m"

    def wrapped(self, text: str, *, first: str = "", rest: str | None = None) -> str:
        """The text in lines of this width; ``first`` begins the first line, ``rest`` (or spaces as wide) the others."""
        indent = " " * len(first) if rest is None else rest
        lines = textwrap.wrap(
            text,
            self.width,
            initial_indent=first,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [first.rstrip()]
        return "\n".join(lines)


PLAIN = Terminal()


def columns(rows: Iterable[Sequence[str]], *, indent: str = "", gap: str = "  ") -> Iterator[str]:
    """Rows as lines, each column as wide as its widest cell."""
    table = [tuple(row) for row in rows]
    widths = [max(len(row[number]) for row in table) for number in range(len(table[0]))] if table else []
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield (indent + gap.join(cells)).rstrip()


def plainly(text: str, encoding: str) -> str:
    """The text as this encoding can hold it, with nothing in it that acts on a terminal but our own colours."""
    quiet = _ACTS.sub("?", text)
    try:
        quiet.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return quiet.translate(FALLBACK).encode("ascii", "replace").decode("ascii")
    return quiet


def duration(seconds: float) -> str:
    """``42 s``, ``3 min 5 s``, ``2 h 10 min``."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def numbered(count: int, one: str, many: str = "") -> str:
    """``1 master``, ``3 masters``."""
    return f"{count} {one if count == 1 else many or one + 's'}"
