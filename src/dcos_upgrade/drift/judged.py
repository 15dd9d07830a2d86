"""What is said of one difference: expected or unexpected for the hop, or not known, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Expectation(StrEnum):
    EXPECTED = "expected"
    UNEXPECTED = "unexpected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    verdict: Expectation
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One thing on both sides; None where that side knows that it is not there."""

    scope: str
    subject: str
    what: str
    before: str | None
    after: str | None

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDifference:
    """``before`` and ``after`` are empty where there was nothing; ``verdict`` is never UNKNOWN for what both sides agree on."""

    kind: str
    subject: str
    what: str
    before: str = ""
    after: str = ""
    verdict: Expectation
    why: str


def expected(why: str) -> Judged:
    return Judged(verdict=Expectation.EXPECTED, why=why)


def unexpected(why: str) -> Judged:
    return Judged(verdict=Expectation.UNEXPECTED, why=why)


def not_known(why: str) -> Judged:
    return Judged(verdict=Expectation.UNKNOWN, why=why)
