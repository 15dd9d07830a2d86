"""The door of a hop: which grave risks stand there, and whether people have taken them by name for this day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from dcos_upgrade.core import journal
from dcos_upgrade.core.acceptance import StandingRisk

RISKS = "risks"
SHOWN = 3


def in_force(accepted: Iterable[journal.RiskAccepted], risk: str, hop: int, on: date) -> journal.RiskAccepted | None:
    """The newest word that takes this risk on this hop and has not expired; its last day counts (UTC)."""
    found = [each for each in accepted if each.id == risk and hop in each.hops and on <= each.until]
    return found[-1] if found else None


def not_accepted(
    standing: Iterable[StandingRisk], accepted: Sequence[journal.RiskAccepted], hop: int, on: date
) -> tuple[StandingRisk, ...]:
    """What keeps the hop from being begun. A word for a risk that nobody may take counts for nothing."""
    return tuple(
        risk for risk in standing if not (risk.acceptable and in_force(accepted, risk.id, hop, on) is not None)
    )


def reason(left: Sequence[StandingRisk]) -> str:
    """One sentence for all of them."""
    names = ", ".join(_named(risk) for risk in left[:SHOWN])
    more = f" and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
    return f"grave risks stand that nobody has taken by name: {names}{more}"


def evidence(left: Sequence[StandingRisk]) -> tuple[str, ...]:
    return tuple(f"{risk.id}: {risk.message}{_because(risk)}" for risk in left)


def way_on(left: Sequence[StandingRisk], hop: int) -> str:
    """What people can do about the first of them on this hop, counted from 0."""
    first = left[0]
    if not first.acceptable:
        return f"{first.remedy} (to see: {first.verify})"
    word = f"dcos-upgrade accept {first.id} --hop {hop + 1} --reason TEXT --until DATE"
    return f"{first.remedy} (to see: {first.verify}); or: {word}"


def halted_at_the_door(left: Sequence[StandingRisk], hop: int) -> journal.Halted:
    return journal.Halted(
        what="risk",
        name=RISKS,
        node="cluster",
        reason=reason(left),
        evidence=evidence(left),
        next=f"{way_on(left, hop)}; then: dcos-upgrade resume",
    )


def _named(risk: StandingRisk) -> str:
    return f"{risk.id} (not known whether it applies)" if risk.unknown else risk.id


def _because(risk: StandingRisk) -> str:
    return f" ({'; '.join(risk.why)})" if risk.why else ""
