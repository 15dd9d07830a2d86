"""Checks that must hold several times in a row before the run goes on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """``checks`` are check ids; all must pass in ``in_a_row`` looks, each further apart than the slowest cache.

    ``keeps`` are probe ids asked as well, because a later gate compares with what this one saw.
    """

    id: str
    title: str
    source: str
    checks: tuple[str, ...]
    in_a_row: int = 3
    keeps: tuple[str, ...] = ()
