"""What a comparison says. A fact that is missing on either side is named as unknown; it is never taken as unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something of the baseline that is not there any more, or a node that is not at the target.

    ``kind`` is what was lost (task, app, agent, framework, constraint, instances, version, …), ``evidence`` are digests.
    """

    kind: str
    subject: str
    why: str
    evidence: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that moved and was expected to, with the reason."""

    kind: str
    subject: str
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """What could not be compared, and why."""

    kind: str
    subject: str
    why: str

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.why}"


Difference = Loss | Change | Unjudged


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """All differences of two snapshots, each in the order of the inventory."""

    lost: tuple[Loss, ...] = field(default=())
    expected: tuple[Change, ...] = field(default=())
    unknown: tuple[Unjudged, ...] = field(default=())

    @classmethod
    def of(cls, differences: Iterable[Difference]) -> Drift:
        found = tuple(differences)
        return cls(
            lost=tuple(one for one in found if isinstance(one, Loss)),
            expected=tuple(one for one in found if isinstance(one, Change)),
            unknown=tuple(one for one in found if isinstance(one, Unjudged)),
        )


def unknown(kind: str, *sides: tuple[str, str]) -> Iterator[Unjudged]:
    """One Unjudged of the cluster for the sides (name, reason) that have a reason."""
    reasons = "; ".join(f"{side}: {reason}" for side, reason in sides if reason)
    if reasons:
        yield Unjudged(kind=kind, subject="cluster", why=reasons)
