"""Which binary generation of Mesos an answer belongs to: its minor must be the target's, its patch need not be.

DC/OS builds Mesos from commits of its own, whose answers carry suffixes and patch numbers of the vendor's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:[-+.][0-9A-Za-z.+-]{1,60})?")

Numbers = tuple[int, int, int]


class Fit(Enum):
    """What a Mesos version says of a hop. Only ``EXACT`` and ``PATCH`` are the target's generation."""

    EXACT = "the target's"
    PATCH = "another patch of the target's minor"
    SOURCE = "still the source's"
    OTHER = "of another minor"
    UNTOLD = "the target's minor, and perhaps the source's patch"


def numbers(text: str) -> Numbers:
    """The three numbers of ``1.8.2`` or ``1.8.2-dev``; anything else raises ValueError."""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:60]!r} is no version of Mesos")
    major, minor, patch = match.groups()
    return int(major), int(minor), int(patch)


@dataclass(frozen=True, slots=True, kw_only=True)
class MesosHop:
    """The Mesos of a hop's both ends by the catalog; None where the catalog does not know it."""

    source: str | None
    target: str

    def fit(self, seen: str) -> Fit:
        """Raises ValueError when ``seen`` is no version. The source's patch never proves a hop that should have changed it."""
        found, target = numbers(seen), numbers(self.target)
        if found == target:
            return Fit.EXACT
        if found[:2] != target[:2]:
            return Fit.OTHER
        if self.source is None:
            return Fit.UNTOLD
        return Fit.SOURCE if found == numbers(self.source) else Fit.PATCH

    def told(self, seen: str) -> str:
        """The rest of a sentence that begins with whose version it is; raises as `fit`."""
        match self.fit(seen):
            case Fit.EXACT:
                return f"is {seen}"
            case Fit.PATCH:
                return f"is {seen}; the catalog has {self.target}, another patch of the same minor"
            case Fit.SOURCE:
                return f"is still {seen}, the source's, not {self.target}"
            case Fit.OTHER:
                return f"is {seen}, not {self.target}"
            case Fit.UNTOLD:
                return f"is {seen}, not {self.target}; the catalog does not know the source's, which it may be"
