"""A kind of thing that has a name in this product, and how one of them is explained. One kind per file under ``kinds/``, found, not listed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dcos_upgrade.render.console.explanation import Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``names`` are all of them, ``explain`` answers for one of these. ``rank`` decides where two kinds share a name: lowest first.

    ``aliases`` are other words under which one of them is found.
    """

    name: str
    meaning: str
    names: Callable[[], Iterable[str]]
    explain: Callable[[str], Explanation]
    aliases: Callable[[], dict[str, str]] = dict
    rank: int = 5


def said_by(function: object) -> str:
    """What the file in which this function stands says it is for."""
    module = sys.modules.get(getattr(function, "__module__", ""))
    return " ".join((module.__doc__ or "").split()) if module else ""


def sentence(*parts: str) -> str:
    """The parts that say something, in one text."""
    return " ".join(part.strip() for part in parts if part.strip())
