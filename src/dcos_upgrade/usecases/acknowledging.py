"""What people say once for a run, since no probe can see it: weighed by the plan and the catalog, before the run or during it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.acknowledgement import Question
from dcos_upgrade.core.error import Refused, Usage
from dcos_upgrade.core.journal import Acknowledged, Event
from dcos_upgrade.core.plan import Plan, questions_of
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.planning.acknowledging import question_of
from dcos_upgrade.usecases.words import Word

LONGEST_REASON = 2000
"""Characters of a reason or a name: it is printed in every status and report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One question and what was said to it; ``asked``: the plan asks it, ``given`` None while nobody has said yes."""

    question: Question
    asked: bool
    given: Acknowledged | None


def acknowledge(
    plan: Plan, catalog: Catalog, name: str, *, by: str, reason: str, now: datetime, over: bool = False
) -> Word:
    """A person's yes to the question of this name; ``over``: to a run that has ended.

    Raises Usage for a name that there is not, with the nearest, or no reason; Refused for what cannot be said yet.
    """
    question = _question(plan, catalog, name)
    said = Acknowledged(
        id=question.id, question=question.question, by=told(by, "--by"), reason=told(reason, "--reason"), said=now
    )
    asked = question in questions_of(plan)
    if question.after and not over:
        raise Refused(
            f"{name} can only be said of a run that is over",
            evidence=question.question,
            next_command="dcos-upgrade status",
        )
    more = () if asked else ("This plan does not ask for it; it is written down all the same.",)
    return Word(events=(said,), told=(f"Acknowledged by {said.by}: {question.question}", *more))


def told(text: str, where: str) -> str:
    """What a person gave as a reason or a name, without secrets. Raises Usage for nothing, or for more than anybody reads."""
    known = redact_text(text.strip())
    if not known or len(known) > LONGEST_REASON:
        wanted = f"1 to {LONGEST_REASON} characters are wanted, not {len(known)}"
        raise Usage("this has to be said in words", where=where, evidence=wanted)
    return known


def afterwards(plan: Plan, catalog: Catalog, name: str) -> bool:
    """Whether this can only be said of a run that is over. Raises Usage for a name that there is not."""
    return _question(plan, catalog, name).after


def given(events: Iterable[Event]) -> Mapping[str, Acknowledged]:
    """By their ids; the newest word counts."""
    return {event.id: event for event in events if isinstance(event, Acknowledged)}


def sheets(plan: Plan | None, catalog: Catalog, said: Mapping[str, Acknowledged]) -> tuple[Sheet, ...]:
    """Every question of the plan and what else was said; without a plan every question that there is."""
    asked = {each.id: each for each in questions_of(plan)} if plan else {}
    every = {each.id: question_of(each) for each in catalog.acknowledgements}
    shown = [*asked, *(name for name in said if name not in asked)] if plan else [*every]
    return tuple(
        Sheet(
            question=asked.get(name) or every.get(name) or _strange(said[name]),
            asked=name in asked,
            given=said.get(name),
        )
        for name in shown
    )


def _strange(word: Acknowledged) -> Question:
    """Said of an entry that this catalog no longer has."""
    return Question(id=word.id, title=word.id, question=word.question, section="")


def _question(plan: Plan, catalog: Catalog, name: str) -> Question:
    known = {each.id: question_of(each) for each in catalog.acknowledgements}
    known |= {each.id: each for each in questions_of(plan)}
    if name not in known:
        raise unknown_name("acknowledgement", name, known, "dcos-upgrade ack --list")
    return known[name]


def unknown_name(what: str, name: str, known: Iterable[str], next_command: str) -> Usage:
    """An error that names the nearest ones."""
    near = difflib.get_close_matches(name, list(known), n=3)
    evidence = f"the nearest are {', '.join(near)}" if near else ""
    return Usage(f"there is no {what} {name!r} in the catalog", evidence=evidence, next_command=next_command)
