"""A request and a reply, as the faces' pure functions take and give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """``path`` without the query, ``query_text`` with its question mark; header names in lower case."""

    path: str
    method: str = "GET"
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    query_text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def first(self, name: str, otherwise: str) -> str:
        values = self.query.get(name, ())
        return values[0] if values else otherwise

    def number(self, name: str, otherwise: int) -> int:
        text = self.first(name, str(otherwise))
        return int(text) if text.isdigit() else otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """``delay`` is how long the real thing takes to say it, in seconds."""

    status: int = 200
    body: bytes = b""
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0


def of_json(value: Any, *, status: int = 200, headers: Mapping[str, str] = NO_HEADERS, delay: float = 0.0) -> Reply:
    return Reply(
        status=status, body=msgspec.json.encode(value), content_type="application/json", headers=headers, delay=delay
    )


def of_text(text: str, *, status: int = 200, headers: Mapping[str, str] = NO_HEADERS) -> Reply:
    return Reply(status=status, body=text.encode(), content_type="text/plain", headers=headers)


def headed(reply: Reply, headers: Mapping[str, str]) -> Reply:
    """With these headers besides its own."""
    return replace(reply, headers={**reply.headers, **headers})


NOT_FOUND = Reply(status=404)
