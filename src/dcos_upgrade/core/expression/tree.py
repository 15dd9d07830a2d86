"""The parts of an expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dcos_upgrade.core.expression.value import Value


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    """A fact by its dotted name."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    body: Expression


@dataclass(frozen=True, slots=True)
class Both:
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Either:
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Compared:
    """``operator`` is one of ``== != < <= > >= in contains``."""

    operator: str
    left: Literal | Name
    right: Literal | Name


@dataclass(frozen=True, slots=True)
class Known:
    """``known NAME``: whether there is a value at all. Never unknown itself."""

    fact: Name


@dataclass(frozen=True, slots=True)
class Quantified:
    """``some`` or ``every`` subject of a domain (``node``, ``master``, ``app`` …): the first word of the names inside."""

    every: bool
    domain: str
    body: Expression


Expression = Literal | Name | Not | Both | Either | Compared | Known | Quantified


def parts(whole: Expression) -> Iterator[Expression]:
    """The expression itself and everything in it, outermost first."""
    yield whole
    match whole:
        case Not(body) | Quantified(body=body):
            yield from parts(body)
        case Both(left, right) | Either(left, right) | Compared(_, left, right):
            yield from parts(left)
            yield from parts(right)
        case Known(fact):
            yield fact
        case Literal() | Name():
            return


def names(whole: Expression) -> tuple[str, ...]:
    """Every fact that it reads, in the order of their first mention."""
    return tuple(dict.fromkeys(part.name for part in parts(whole) if isinstance(part, Name)))
