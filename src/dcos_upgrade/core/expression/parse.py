"""From text to an expression. Bounded: an expression has at most ``MOST_TOKENS`` words, so that parsing never runs away."""

from __future__ import annotations

import re
from collections.abc import Callable

from dcos_upgrade.core.expression.tree import Both, Compared, Either, Expression, Known, Literal, Name, Not, Quantified
from dcos_upgrade.core.version import Version

MOST_TOKENS = 300
MOST_CHARACTERS = 4000
MOST_DEPTH = 40

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<version>\d+\.\d+\.\d+(?:\.\d+)?)
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<text>"[^"\\\n]*")
    | (?P<name>[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)+)
    | (?P<word>[a-z]+)
    | (?P<sign>==|!=|<=|>=|<|>|\(|\)|\[|\]|,)
    )""",
    re.VERBOSE,
)
_OPERATORS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "contains"})


class ExpressionError(ValueError):
    """The text is no expression; the message says where (counted in characters from 1) and why."""


def parse(text: str) -> Expression:
    """Raises ExpressionError."""
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        if len(text) > MOST_CHARACTERS:
            raise ExpressionError(f"is longer than {MOST_CHARACTERS} characters")
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    def whole(self) -> Expression:
        found = self._either()
        if self._peek() is not None:
            raise self._error("nothing more was expected")
        return found

    def _either(self) -> Expression:
        return self._chain("or", self._both, Either)

    def _both(self) -> Expression:
        return self._chain("and", self._unary, Both)

    def _chain(
        self,
        word: str,
        part: Callable[[], Expression],
        join: Callable[[Expression, Expression], Expression],
    ) -> Expression:
        found = part()
        while self._take("word", word):
            found = join(found, part())
        return found

    def _unary(self) -> Expression:
        """One operand; the only place through which an expression can nest."""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise self._error(f"is nested more than {MOST_DEPTH} deep")
        found = self._operand()
        self._depth -= 1
        return found

    def _operand(self) -> Expression:
        if self._take("word", "not"):
            return Not(self._unary())
        if self._take("word", "known"):
            return Known(self._name())
        for quantifier in ("some", "every"):
            if self._take("word", quantifier):
                domain = self._want("word")
                return Quantified(quantifier == "every", domain, self._in_brackets())
        if self._peek() == ("sign", "("):
            return self._in_brackets()
        return self._compared()

    def _in_brackets(self) -> Expression:
        self._want("sign", "(")
        found = self._either()
        self._want("sign", ")")
        return found

    def _compared(self) -> Expression:
        left = self._term()
        token = self._peek()
        if token is None or token[1] not in _OPERATORS or token[0] not in {"sign", "word"}:
            return left
        self._next += 1
        return Compared(token[1], left, self._term())

    def _term(self) -> Literal | Name:
        token = self._peek()
        if token is None:
            raise self._error("a fact or a value was expected")
        kind, text = token
        if kind == "name":
            return self._name()
        self._next += 1
        match kind, text:
            case "version", _:
                return Literal(Version.parse(text))
            case "number", _:
                return Literal(float(text))
            case "text", _:
                return Literal(text[1:-1])
            case "word", "true" | "false":
                return Literal(text == "true")
            case "sign", "[":
                return Literal(self._set())
        self._next -= 1
        raise self._error("a fact or a value was expected")

    def _set(self) -> frozenset[str]:
        found = set()
        while not self._take("sign", "]"):
            found.add(self._want("text")[1:-1])
            if not self._take("sign", ",") and self._peek() != ("sign", "]"):
                raise self._error("a comma or ] was expected")
        return frozenset(found)

    def _name(self) -> Name:
        return Name(self._want("name"))

    def _peek(self) -> tuple[str, str] | None:
        return self._tokens[self._next][:2] if self._next < len(self._tokens) else None

    def _take(self, kind: str, text: str) -> bool:
        if self._peek() != (kind, text):
            return False
        self._next += 1
        return True

    def _want(self, kind: str, text: str | None = None) -> str:
        token = self._peek()
        if token is None or token[0] != kind or text not in {None, token[1]}:
            raise self._error(f"{text or f'a {kind}'} was expected")
        self._next += 1
        return token[1]

    def _error(self, reason: str) -> ExpressionError:
        if self._next < len(self._tokens):
            _, text, at = self._tokens[self._next]
            return ExpressionError(f"at character {at + 1} ({text!r}): {reason}")
        return ExpressionError(f"at its end: {reason}")


def _tokens(text: str) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise ExpressionError(f"at character {start + 1} ({text[start]!r}): is not part of the language")
        found.append((match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
        at = match.end()
        if len(found) > MOST_TOKENS:
            raise ExpressionError(f"has more than {MOST_TOKENS} words")
    return found
