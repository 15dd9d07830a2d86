"""Strings that a cluster, or who writes into it, may hand to us: data of ``tests/cases/hostile``, for every output.

``kind`` says what each is after: markup, formula, separator, markdown, direction, terminal, control, surrogate, width, long, name.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

_FILE = Path(__file__).parent / "cases" / "hostile" / "strings.json"
_ROWS = json.loads(_FILE.read_text())
STRINGS: dict[str, str] = {row["id"]: row["text"] * row.get("times", 1) for row in _ROWS}
KINDS: dict[str, str] = {row["id"]: row["kind"] for row in _ROWS}

ACTING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""What must be in no output for people: it would act on a terminal, a page or a table instead of being read. Line ends are ours."""
SECRET = "hunter2"
VOID = frozenset({"meta", "br", "link", "img", "input"})


class Elements(HTMLParser):
    """Which elements a page has with which attributes, and that each is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[str, ...]]] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(name for name, _ in attrs)))
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
