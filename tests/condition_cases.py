"""Cases of conditions as data: facts by name, and what an entry says of them.

In a case a fact is a value, or a table of values by subject; ``"?"`` is a value that nobody knows. Texts become releases where the
vocabulary says so, lists become sets.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dcos_upgrade.core.expression import Given, Kind, Reading, Typed, Unknown, Value
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.facts import vocabulary

UNKNOWN = "?"
CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionCase:
    """``says`` is what the entry has to say; ``source`` and ``target`` are empty where the case has no hop."""

    entry: str
    number: int
    says: str
    source: str
    target: str
    subjects: tuple[str, ...]
    facts: Given

    def __str__(self) -> str:
        return f"{self.entry}-{self.number}-{self.says}"


def cases_of(folder: str) -> Iterator[ConditionCase]:
    """Every case below ``tests/cases/FOLDER``. Raises ValueError for a fact that the vocabulary does not have."""
    for file in sorted((CASES / folder).glob("*.toml")):
        for number, row in enumerate(tomllib.loads(file.read_text())["case"], start=1):
            yield _case(file.stem, number, row)


def _case(entry: str, number: int, row: Mapping[str, Any]) -> ConditionCase:
    return ConditionCase(
        entry=entry,
        number=number,
        says=row["says"],
        source=row.get("from", ""),
        target=row.get("to", ""),
        subjects=tuple(row.get("subjects", ())),
        facts=given(row.get("facts", {})),
    )


def given(values: Mapping[str, Any]) -> Given:
    words = vocabulary()
    if strange := values.keys() - words.keys():
        raise ValueError(f"no fact is called {', '.join(sorted(strange))}")
    readings = {name: _reading(value, words[name]) for name, value in values.items()}
    domains = {words[name].domain: tuple(value) for name, value in values.items() if isinstance(value, Mapping)}
    return Given(values=readings, of={domain: subjects for domain, subjects in domains.items() if domain})


def _reading(value: Any, typed: Typed) -> Reading:
    if isinstance(value, Mapping):
        return {subject: _value(each, typed) for subject, each in value.items()}
    return _value(value, typed)


def _value(value: Any, typed: Typed) -> Value | Unknown:
    if value == UNKNOWN:
        return Unknown("it was not captured")
    if typed.kind is Kind.RELEASE:
        return Version.parse(value)
    if typed.kind is Kind.NUMBER:
        return float(value)
    return frozenset(value) if isinstance(value, list) else value
