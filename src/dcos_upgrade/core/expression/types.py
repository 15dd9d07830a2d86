"""Whether an expression makes sense before any fact is there: known names, values of one kind, subjects where they belong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dcos_upgrade.core.expression.tree import Both, Compared, Either, Expression, Known, Literal, Name, Not, Quantified
from dcos_upgrade.core.expression.value import shown
from dcos_upgrade.core.version import Version


class Kind(StrEnum):
    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"
    RELEASE = "release"
    SET = "set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What kind of value a fact has. ``values`` are all texts that it can be, empty for free text.

    ``domain`` is None for a fact of the whole cluster, else the word of the quantifiers that ask for it.
    """

    kind: Kind
    domain: str | None = None
    values: frozenset[str] = frozenset()


def mistakes(expression: Expression, vocabulary: Mapping[str, Typed]) -> tuple[str, ...]:
    """Everything that is wrong, one sentence each; empty for a sound condition."""
    return tuple(dict.fromkeys(_condition(expression, vocabulary, None)))


def _condition(part: Expression, vocabulary: Mapping[str, Typed], domain: str | None) -> Iterator[str]:
    match part:
        case Not(body):
            yield from _condition(body, vocabulary, domain)
        case Both(left, right) | Either(left, right):
            yield from _condition(left, vocabulary, domain)
            yield from _condition(right, vocabulary, domain)
        case Quantified():
            yield from _quantified(part, vocabulary, domain)
        case Compared():
            yield from _compared(part, vocabulary, domain)
        case Known(fact):
            yield from _name(fact, vocabulary, domain)
        case Literal() | Name():
            yield from _term(part, vocabulary, domain)
            typed = _typed(part, vocabulary)
            if typed is not None and typed.kind is not Kind.FLAG:
                yield f"{_said(part)} is a {typed.kind}, and a flag or a comparison was expected"


def _quantified(part: Quantified, vocabulary: Mapping[str, Typed], domain: str | None) -> Iterator[str]:
    word = "every" if part.every else "some"
    if domain is not None:
        yield f"{word} {part.domain} stands inside another one"
    if part.domain not in {typed.domain for typed in vocabulary.values()}:
        yield f"there are no facts of each {part.domain}"
    yield from _condition(part.body, vocabulary, part.domain)


def _compared(part: Compared, vocabulary: Mapping[str, Typed], domain: str | None) -> Iterator[str]:
    yield from _term(part.left, vocabulary, domain)
    yield from _term(part.right, vocabulary, domain)
    left, right = _typed(part.left, vocabulary), _typed(part.right, vocabulary)
    if left is None or right is None:
        return
    wanted = _wanted(part.operator, left.kind)
    if wanted is None or right.kind is not wanted:
        yield f"{_said(part.left)} {part.operator} {_said(part.right)} compares a {left.kind} with a {right.kind}"
        return
    yield from _never(part.left, right)
    yield from _never(part.right, left)


def _wanted(operator: str, left: Kind) -> Kind | None:
    if operator == "in":
        return Kind.SET if left is Kind.TEXT else None
    if operator == "contains":
        return Kind.TEXT if left is Kind.SET else None
    if operator in {"==", "!="}:
        return left
    return left if left in {Kind.NUMBER, Kind.RELEASE} else None


def _never(literal: Literal | Name, other: Typed) -> Iterator[str]:
    """A text which the fact never is, most likely misspelt."""
    if not isinstance(literal, Literal) or not other.values:
        return
    said = literal.value if isinstance(literal.value, frozenset) else frozenset({str(literal.value)})
    for text in sorted(said - other.values):
        yield f'"{text}" is none of {", ".join(sorted(other.values))}'


def _term(part: Literal | Name, vocabulary: Mapping[str, Typed], domain: str | None) -> Iterator[str]:
    if isinstance(part, Name):
        yield from _name(part, vocabulary, domain)


def _name(part: Name, vocabulary: Mapping[str, Typed], domain: str | None) -> Iterator[str]:
    typed = vocabulary.get(part.name)
    if typed is None:
        yield f"there is no fact {part.name}"
    elif typed.domain is not None and typed.domain != domain:
        yield f"{part.name} has a value for each {typed.domain}: it belongs inside some or every {typed.domain} ( … )"


def _typed(part: Literal | Name, vocabulary: Mapping[str, Typed]) -> Typed | None:
    if isinstance(part, Name):
        return vocabulary.get(part.name)
    value = part.value
    kinds = {bool: Kind.FLAG, float: Kind.NUMBER, str: Kind.TEXT, Version: Kind.RELEASE, frozenset: Kind.SET}
    return Typed(kind=kinds[type(value)])


def _said(part: Literal | Name) -> str:
    return part.name if isinstance(part, Name) else shown(part.value)
