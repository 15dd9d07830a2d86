"""The command line: parse, one use case, render, exit code. No decisions."""

from __future__ import annotations

import gc

OBJECTS_BETWEEN_LOOKS = 50_000
"""Importing makes objects by the ten thousand and frees none: looking for cycles after each 700, as is usual, is a fifth of a start."""


def main() -> None:
    """The console script."""
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)
    from dcos_upgrade.cli.answer import main as answered

    answered()


__all__ = ["main"]
