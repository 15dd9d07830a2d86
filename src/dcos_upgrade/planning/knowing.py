"""What is known in a situation, asked for by name. Each fact is read when a condition asks for it, and once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dcos_upgrade.catalog.knowledge import Condition
from dcos_upgrade.core.expression import Reading, Truth, Unknown, evaluate
from dcos_upgrade.planning import facts
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


class KnownFacts:
    """The facts of one situation. What a person said comes first; a fact that breaks is unknown, never an end."""

    def __init__(self, situation: Situation, vocabulary: Mapping[str, Fact] | None = None) -> None:
        self._situation = situation
        self._vocabulary = facts.discover() if vocabulary is None else vocabulary
        self._readings: dict[str, Reading] = {}
        self._subjects: dict[str, tuple[str, ...] | Unknown] = {}

    def reading(self, name: str) -> Reading:
        if name not in self._readings:
            self._readings[name] = self._read(name)
        return self._readings[name]

    def subjects(self, domain: str) -> tuple[str, ...] | Unknown:
        if domain not in self._subjects:
            self._subjects[domain] = self._count(domain)
        return self._subjects[domain]

    def _read(self, name: str) -> Reading:
        if name in self._situation.said:
            return self._situation.said[name]
        fact = self._vocabulary.get(name)
        if fact is None:
            return Unknown(f"there is no fact {name}")
        return _guarded(name, fact.read, self._situation)  # type: ignore[no-any-return]

    def _count(self, domain: str) -> tuple[str, ...] | Unknown:
        own = (fact.subjects for fact in self._vocabulary.values() if fact.typed.domain == domain and fact.subjects)
        ask = next(own, None)
        if ask is None:
            return self._situation.subjects(domain)
        return _guarded(domain, ask, self._situation)  # type: ignore[no-any-return]


def _guarded(name: str, ask: Any, situation: Situation) -> Any:
    try:
        return ask(situation)
    except Exception as error:  # a broken fact must not end a plan, and must not be taken for an answer either
        return Unknown(f"{name} could not be read: {type(error).__name__}: {error}")


def truth(condition: Condition, known: KnownFacts) -> Truth:
    """What the condition is worth in this situation."""
    return evaluate(condition.expression, known)
