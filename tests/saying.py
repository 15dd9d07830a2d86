"""Figures that a long test found, for whoever reads the end of the run."""

from __future__ import annotations

LINES: list[str] = []


def say_at_the_end(line: str) -> None:
    """Printed after the tests, whether they are run quietly or not."""
    LINES.append(line)
