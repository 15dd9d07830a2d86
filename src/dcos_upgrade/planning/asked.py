"""Which statements of the workbook answer a question in somebody's own words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dcos_upgrade.catalog.knowledge import PolicyRule


def asked(words: Sequence[str], rules: Iterable[PolicyRule]) -> tuple[PolicyRule, ...]:
    """Without words the questions of the FAQ. With words every rule in which all of them occur, upper or lower case, FAQ first."""
    if not words:
        return tuple(rule for rule in rules if rule.question)
    wanted = [part.lower() for word in words for part in word.split()]
    found = [rule for rule in rules if all(part in _text(rule) for part in wanted)]
    return tuple(sorted(found, key=lambda rule: not rule.question))


def _text(rule: PolicyRule) -> str:
    parts = (rule.id, rule.title, rule.question, rule.reason, rule.action, rule.correction, rule.section)
    return " ".join(parts).lower()
