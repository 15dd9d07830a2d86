"""A person takes a grave risk by name: with a reason, for chosen hops, until a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.catalog.knowledge import Risk
from dcos_upgrade.core.error import Refused, Usage
from dcos_upgrade.core.journal import Event, RiskAccepted, RisksJudged
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.core.plan import Hop, Plan
from dcos_upgrade.core.version import Version
from dcos_upgrade.usecases.acknowledging import told, unknown_name
from dcos_upgrade.usecases.words import Word

MOST_DAYS = 90
"""Nobody takes a risk for longer than this; what is still so then is to be said again."""
EVERY_HOP = "all"
_ENDS = re.compile(r"\s*(?:->|→|-|\.\.)\s*")


class Standing(StrEnum):
    """Whether a word counts on this day."""

    IN_FORCE = "in-force"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedRisk:
    """A word as it stands on a day; ``hops`` are FROM->TO."""

    id: str
    message: str
    hops: tuple[str, ...]
    by: str
    reason: str
    until: date
    said: datetime
    standing: Standing


def accept(
    plan: Plan, catalog: Catalog, name: str, *, by: str, reason: str, until: date, hop: str, now: datetime
) -> Word:
    """``hop`` is its number from 1, FROM-TO, or "all": every hop on which the risk bears.

    Raises Usage for a name or a hop that there is not, or a day that is past or too far away; Refused for a risk that nobody may take,
    or that does not stop a run.
    """
    risk = _risk(catalog, name)
    if not risk.acceptable:
        raise Refused(
            f"{name} is not for a person to take", evidence=risk.message, next_command=f"{risk.remedy} ({risk.verify})"
        )
    if risk.severity is not Severity.BLOCKER:
        raise Refused(f"{name} stops no run, so there is nothing to take", evidence=f"it is a {risk.severity}")
    _young_enough(until, now.date())
    hops = _hops(plan, risk, hop)
    said = RiskAccepted(
        id=name,
        message=risk.message,
        hops=hops,
        until=until,
        by=told(by, "--by"),
        reason=told(reason, "--reason"),
        said=now,
    )
    ends = ", ".join(ends_of(plan.hops[each]) for each in hops)
    return Word(events=(said,), told=(f"{said.by} takes the risk {name} on {ends}, until {until}: {risk.message}",))


def accepted(events: Iterable[Event]) -> tuple[RiskAccepted, ...]:
    """In the order in which they were said; the newest counts."""
    return tuple(event for event in events if isinstance(event, RiskAccepted))


def accepted_risks(plan: Plan, words: Sequence[RiskAccepted], on: date) -> tuple[AcceptedRisk, ...]:
    """The newest word for each risk, as it stands on this day, in the order of the ids."""
    newest = {word.id: word for word in words}
    return tuple(_standing(plan, newest[name], on) for name in sorted(newest))


def judged_last(events: Iterable[Event]) -> Mapping[int, RisksJudged]:
    """What was found before each hop, the last time that it was asked; hops count from 0."""
    return {event.hop: event for event in events if isinstance(event, RisksJudged)}


def ends_of(hop: Hop) -> str:
    return f"{hop.source}->{hop.target}"


def _standing(plan: Plan, word: RiskAccepted, on: date) -> AcceptedRisk:
    return AcceptedRisk(
        id=word.id,
        message=word.message,
        hops=tuple(ends_of(plan.hops[hop]) for hop in word.hops if hop < len(plan.hops)),
        by=word.by,
        reason=word.reason,
        until=word.until,
        said=word.said,
        standing=Standing.IN_FORCE if on <= word.until else Standing.EXPIRED,
    )


def _risk(catalog: Catalog, name: str) -> Risk:
    known = {risk.id: risk for risk in catalog.risks}
    if name not in known:
        raise unknown_name("risk", name, known, "dcos-upgrade plan --snapshot DIR --to VERSION --explain")
    return known[name]


def _young_enough(until: date, today: date) -> None:
    last = today + timedelta(days=MOST_DAYS)
    if not today <= until <= last:
        raise Usage(
            "a risk is taken for a time", where=f"--until {until}", evidence=f"a day from {today} to {last} is wanted"
        )


def _hops(plan: Plan, risk: Risk, wanted: str) -> tuple[int, ...]:
    bearing = tuple(number for number, hop in enumerate(plan.hops) if _bears(risk, hop))
    asked = bearing if wanted == EVERY_HOP else (_hop(plan, wanted),)
    if not bearing or not set(asked) <= set(bearing):
        where = f"--hop {wanted}"
        have = ", ".join(ends_of(plan.hops[each]) for each in bearing) or "none of this plan"
        raise Usage(f"{risk.id} does not bear on that hop", where=where, evidence=f"the hops on which it does: {have}")
    return asked


def _bears(risk: Risk, hop: Hop) -> bool:
    return risk.bears_on(Version.parse(hop.source), Version.parse(hop.target))


def _hop(plan: Plan, wanted: str) -> int:
    if wanted.isdecimal() and 1 <= int(wanted) <= len(plan.hops):
        return int(wanted) - 1
    ends = tuple(_ENDS.split(wanted.strip(), maxsplit=1))
    found = [number for number, hop in enumerate(plan.hops) if (hop.source, hop.target) == ends]
    if not found:
        have = ", ".join(f"{number} ({ends_of(hop)})" for number, hop in enumerate(plan.hops, start=1))
        raise Usage("there is no such hop in the plan", where=f"--hop {wanted}", evidence=f"the hops are {have}")
    return found[0]
