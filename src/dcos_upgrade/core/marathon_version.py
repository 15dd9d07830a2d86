"""Versions of Marathon as it says them: "1.5.8", "1.6.0-rc1", "1.8.212-8b0b5ae", "1.5.0-SNAPSHOT"."""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"^\s*v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?")


def marathon_numbers(text: str) -> tuple[int, int, int] | None:
    """The three numbers that versions are compared by; None for what is no version. Suffixes are builds of the same one."""
    found = _NUMBERS.match(text)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def newer_marathon(known: str | None, seen: str) -> str | None:
    """The newer of the two; what is no version changes nothing."""
    numbers = marathon_numbers(seen)
    if numbers is None:
        return known
    before = marathon_numbers(known) if known is not None else None
    return seen if before is None or numbers > before else known
