"""What is known: facts with their time and evidence. A fact that could not be had is there too, as unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from dcos_upgrade.core.cluster import Inventory, NodeId
from dcos_upgrade.core.judgement import Judgement, Severity, Verdict

if TYPE_CHECKING:
    from dcos_upgrade.core.probe import Probe

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A raw answer, named by its SHA-256; ``source`` is the URL or command, ``time`` when it was asked (UTC)."""

    digest: str
    source: str
    time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed(Generic[T]):
    """A fact, or the reason why there is none. ``value`` is None exactly when ``unknown`` says why.

    ``time`` is when the question was *sent* (UTC): an answer cannot be older than that, but what it describes may be.
    """

    value: T | None = None
    unknown: str = ""
    time: datetime | None = None
    evidence: Evidence | None = None

    @property
    def known(self) -> bool:
        return self.value is not None

    def map(self, change: Callable[[T], U | None]) -> Observed[U]:
        """The same observation seen through ``change``; a change that yields None makes it unknown."""
        if self.value is None:
            return Observed(unknown=self.unknown, time=self.time, evidence=self.evidence)
        value = change(self.value)
        unknown = "" if value is not None else "the answer has no such value"
        return Observed(value=value, unknown=unknown, time=self.time, evidence=self.evidence)

    def no_older_than(self, moment: datetime | None) -> Observed[T]:
        """The same observation, unknown when it was asked before ``moment``."""
        if moment is None or self.value is None or (self.time is not None and self.time >= moment):
            return self
        return replace(self, value=None, unknown=f"the answer is from before {moment:%H:%M:%S}")

    def judge(
        self,
        holds: Callable[[T], bool],
        *,
        check: str,
        subject: NodeId,
        passed: str,
        failed: str | Callable[[T], str],
        remedy: str = "",
        severity: Severity = Severity.BLOCKER,
    ) -> Judgement:
        """Pass or fail by ``holds``; unknown by itself when there is no value."""
        evidence = (self.evidence.digest,) if self.evidence else ()
        if self.value is None:
            verdict, summary = Verdict.UNKNOWN, f"unknown: {self.unknown or 'nothing was asked'}"
        elif holds(self.value):
            verdict, summary, remedy = Verdict.PASS, passed, ""
        else:
            verdict = Verdict.FAIL
            summary = failed if isinstance(failed, str) else failed(self.value)
        return Judgement(
            check=check,
            verdict=verdict,
            severity=severity,
            subject=subject,
            summary=summary,
            remedy=remedy,
            evidence=evidence,
        )


NOT_ASKED = "nothing was asked"

Key = tuple[str, NodeId]
"""(probe id, subject)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All facts of one time, by (probe id, subject). ``taken`` is when the capture began (UTC).

    ``sealed_by`` is the fingerprint of the key that hides the secrets in it; empty where they became ``***``.
    """

    inventory: Inventory
    taken: datetime
    facts: Mapping[Key, Observed[object]] = field(default_factory=dict)
    sealed_by: str = ""

    def fact(self, probe: Probe[T], subject: NodeId) -> Observed[T]:
        """The probe's fact for this subject; what was never asked is unknown."""
        observed = self.facts.get((probe.id, subject))
        if observed is None:
            return Observed(unknown=NOT_ASKED)
        return observed  # type: ignore[return-value]  # the key holds what this probe's parser made

    def unknowns(self) -> Iterator[tuple[str, NodeId, str]]:
        """(probe id, subject, reason) of everything that could not be had, in a stable order."""
        for (probe, subject), observed in sorted(self.facts.items()):
            if observed.value is None:
                yield probe, subject, observed.unknown
