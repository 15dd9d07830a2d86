"""What an expression is worth: true, false or unknown, and because of what. Total: no input makes it raise."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from dcos_upgrade.core.expression.tree import Both, Compared, Either, Expression, Known, Literal, Name, Not, Quantified
from dcos_upgrade.core.expression.value import Reading, Unknown, Value, shown

SUBJECTS_TOLD = 10
"""How many subjects are named in a reason; a cluster has 10,000."""

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Facts(Protocol):
    """Where the facts come from."""

    def reading(self, name: str) -> Reading:
        """A fact that nobody has is Unknown."""
        ...

    def subjects(self, domain: str) -> tuple[str, ...] | Unknown:
        """All subjects of a domain, whether or not anything is known of them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Facts that are there already, by name."""

    values: Mapping[str, Reading]
    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def reading(self, name: str) -> Reading:
        return self.values.get(name, Unknown(f"{name} is not known"))

    def subjects(self, domain: str) -> tuple[str, ...] | Unknown:
        return self.of.get(domain, Unknown(f"which {domain}s there are is not known"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """``holds`` is None when unknown. ``because`` are the facts that decided, or what is missing; ``subjects`` those it is about."""

    holds: bool | None
    because: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


def evaluate(expression: Expression, facts: Facts, subject: str | None = None) -> Truth:
    """``subject`` is the one that a quantifier asks about."""
    match expression:
        case Not(body):
            truth = evaluate(body, facts, subject)
            return truth if truth.holds is None else replace(truth, holds=not truth.holds)
        case Both(left, right):
            return _joined(evaluate(left, facts, subject), evaluate(right, facts, subject), decisive=False)
        case Either(left, right):
            return _joined(evaluate(left, facts, subject), evaluate(right, facts, subject), decisive=True)
        case Known(fact):
            value = _value(fact, facts, subject)
            missing = isinstance(value, Unknown)
            because = f"{fact.name} is {'not ' if missing else ''}known"
            return Truth(holds=not missing, because=(because,))
        case Quantified():
            return _quantified(expression, facts)
        case Compared():
            return _compared(expression, facts, subject)
        case Literal() | Name():
            return _flag(expression, facts, subject)


def _joined(left: Truth, right: Truth, *, decisive: bool) -> Truth:
    """``decisive`` is the value by which one side alone decides."""
    for side in (left, right):
        if side.holds is decisive:
            return side
    for side in (left, right):
        if side.holds is None:
            return side
    because = tuple(dict.fromkeys((*left.because, *right.because)))
    return Truth(holds=not decisive, because=because, subjects=tuple(dict.fromkeys((*left.subjects, *right.subjects))))


def _quantified(expression: Quantified, facts: Facts) -> Truth:
    """Every one of none is unknown: nothing judged is not green. Some of none is false."""
    subjects = facts.subjects(expression.domain)
    if isinstance(subjects, Unknown):
        return Truth(holds=None, because=(subjects.reason,))
    answers = {each: evaluate(expression.body, facts, each) for each in subjects}
    decisive = not expression.every
    if expression.every and not answers:
        return Truth(holds=None, because=(f"there is no {expression.domain}",))
    for wanted in (decisive, None):
        found = {each: answer for each, answer in answers.items() if answer.holds is wanted}
        if found:
            return Truth(holds=wanted, because=_told(found), subjects=tuple(found))
    word = "every" if expression.every else "no"
    return Truth(holds=not decisive, because=(f"{word} {expression.domain} of {len(answers)}",))


def _told(answers: Mapping[str, Truth]) -> tuple[str, ...]:
    """One line for each reason, with its subjects."""
    by_reason: dict[str, list[str]] = {}
    for subject, answer in answers.items():
        by_reason.setdefault(", ".join(answer.because), []).append(subject)
    return tuple(f"{_listed(subjects)}: {reason}" for reason, subjects in by_reason.items())


def _listed(subjects: list[str]) -> str:
    more = len(subjects) - SUBJECTS_TOLD
    told = ", ".join(subjects[:SUBJECTS_TOLD])
    return f"{told} and {more} more" if more > 0 else told


def _compared(expression: Compared, facts: Facts, subject: str | None) -> Truth:
    left, right = _value(expression.left, facts, subject), _value(expression.right, facts, subject)
    for side in (left, right):
        if isinstance(side, Unknown):
            return Truth(holds=None, because=(side.reason,))
    assert not isinstance(left, Unknown) and not isinstance(right, Unknown)
    holds = _holds(expression.operator, left, right)
    if holds is None:
        return Truth(holds=None, because=(f"{shown(left)} {expression.operator} {shown(right)} makes no sense",))
    sides = ((expression.left, left), (expression.right, right))
    because = tuple(f"{part.name} is {shown(value)}" for part, value in sides if isinstance(part, Name))
    return Truth(holds=holds, because=because)


def _holds(sign: str, left: Value, right: Value) -> bool | None:
    if sign == "contains":
        sign, left, right = "in", right, left
    if sign == "in":
        return left in right if isinstance(left, str) and isinstance(right, frozenset) else None
    if _sort(left) is not _sort(right):
        return None
    if sign in {"==", "!="}:
        return (left == right) is (sign == "==")
    return _ORDER[sign](left, right) if _sort(left) not in {bool, str, frozenset} else None


def _sort(value: Value) -> type:
    return float if isinstance(value, int | float) and not isinstance(value, bool) else type(value)


def _flag(expression: Literal | Name, facts: Facts, subject: str | None) -> Truth:
    value = _value(expression, facts, subject)
    if isinstance(value, Unknown):
        return Truth(holds=None, because=(value.reason,))
    if not isinstance(value, bool):
        return Truth(holds=None, because=(f"{shown(value)} is neither true nor false",))
    told = (f"{expression.name} is {shown(value)}",) if isinstance(expression, Name) else ()
    return Truth(holds=value, because=told)


def _value(part: Literal | Name, facts: Facts, subject: str | None) -> Value | Unknown:
    if isinstance(part, Literal):
        return part.value
    reading = facts.reading(part.name)
    if not isinstance(reading, Mapping):
        return reading
    if subject is None:
        return Unknown(f"{part.name} has a value for each subject, and none was asked for")
    return reading.get(subject, Unknown(f"{part.name} of {subject} is not known"))
