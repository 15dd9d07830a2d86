"""Values as cells: times, spans, digests, and the words for what is not there."""

from __future__ import annotations

from datetime import datetime

from dcos_upgrade.render.document.blocks import Cell, Tone
from dcos_upgrade.render.terminal import duration

SHORT = 12
"""Hexadecimal digits of a shortened digest."""


def plain(text: str, tone: Tone = Tone.PLAIN) -> Cell:
    return Cell(text=text, tone=tone) if text else nothing()


def code(text: str) -> Cell:
    return Cell(text=text, code=True) if text else nothing()


def nothing(text: str = "–") -> Cell:
    return Cell(text=text, tone=Tone.FAINT)


def digest(value: str) -> Cell:
    """Shortened; the whole one where the format can hold it."""
    return Cell(text=value[:SHORT], code=True, full=value) if value else nothing()


def digests(values: tuple[str, ...]) -> Cell:
    if not values:
        return nothing()
    return Cell(text=" ".join(value[:SHORT] for value in values), code=True, full=" ".join(values))


def moment(time: datetime | None) -> Cell:
    return Cell(text=stamp(time), code=True) if time else nothing()


def stamp(time: datetime) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def span(start: datetime | None, end: datetime | None) -> Cell:
    if start is None or end is None:
        return nothing()
    return Cell(text=duration((end - start).total_seconds()))
