"""One cell of a worksheet: what is known and where from, or why it is not known. Never a blank that might be taken for well."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import NOT_ASKED, Observed
from dcos_upgrade.worksheets.visible import visible

T = TypeVar("T")

NONE = "none"
"""What is said where there is certainly nothing."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Origin:
    """Where a figure comes from: the fact by its probe's id and subject, or what people gave. ``time`` is when it was asked (UTC).

    ``evidence`` is the digest of the raw answer, empty where there is none.
    """

    fact: str
    subject: str
    time: datetime | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``value`` None: unknown, and ``unknown`` says why."""

    value: str | int | None = None
    unknown: str = ""
    origins: tuple[Origin, ...] = ()

    @property
    def text(self) -> str:
        return "unknown" if self.value is None else str(self.value)

    @property
    def number(self) -> int | None:
        return self.value if isinstance(self.value, int) else None


def said(value: str | int, *origins: Origin) -> Figure:
    """A figure that is known. An empty text is ``none``."""
    shown = value if isinstance(value, int) else visible(value) or NONE
    return Figure(value=shown, origins=tuple(dict.fromkeys(origins)))


def unknown(why: str, *origins: Origin) -> Figure:
    return Figure(unknown=visible(why) or NOT_ASKED, origins=tuple(dict.fromkeys(origins)))


def listed(values: Iterable[str], *origins: Origin) -> Figure:
    """Several texts in one cell; ``none`` where there is not one."""
    return said(", ".join(values), *origins)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Generic[T]):
    """A fact with where it comes from; ``why`` it is None."""

    value: T | None
    why: str
    origin: Origin

    def figure(self, read: Callable[[T], str | int | None], *, silent: str = "the answer does not say it") -> Figure:
        """What ``read`` makes of it; ``silent`` is the reason where that is None."""
        if self.value is None:
            return unknown(self.why, self.origin)
        found = read(self.value)
        return unknown(silent, self.origin) if found is None else said(found, self.origin)


def seen(probe: Probe[T], subject: str, observed: Observed[T]) -> Seen[T]:
    digest = visible(observed.evidence.digest) if observed.evidence else ""
    origin = Origin(fact=probe.id, subject=visible(subject), time=observed.time, evidence=digest)
    return Seen(value=observed.value, why=observed.unknown or NOT_ASKED, origin=origin)
