"""Constraints of apps: what each binds to, which agents satisfy it, and whether Marathon can keep it at all.

(Workbook, 'Validating constraints'; Marathon, constraints, 1.4 to 1.11.) The agents are judged only by patterns that take time in
proportion to the text: a pattern is a stranger's program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from dcos_upgrade.probes.marathon_apps import App
from dcos_upgrade.probes.mesos_slaves import Agent

LONGEST_PATTERN = 400
_REPEATS = re.compile(r"[*+?{]")
_OF_GROUPS = re.compile(r"\)[*+?{]|\\[1-9]|\(\?")
MOST_REPEATS = MOST_GROUPS = 2


class Binding(StrEnum):
    """What a constraint does: bind to named places, one per place, spread over places, or keep away from some."""

    PINNED = "pinned"
    UNIQUE = "unique"
    SPREAD = "spread"
    AWAY = "kept away"
    NONE = "understood by no Marathon"


_BINDINGS = {
    "CLUSTER": Binding.PINNED,
    "LIKE": Binding.PINNED,
    "IS": Binding.PINNED,
    "UNIQUE": Binding.UNIQUE,
    "GROUP_BY": Binding.SPREAD,
    "MAX_PER": Binding.SPREAD,
    "UNLIKE": Binding.AWAY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """Field, operator in capitals, value (empty where there is none)."""

    field: str
    operator: str
    value: str = ""

    @property
    def binding(self) -> Binding:
        if self.operator == "MAX_PER" and self.value == "1":
            return Binding.UNIQUE
        return _BINDINGS.get(self.operator, Binding.NONE)

    def __str__(self) -> str:
        return " ".join(part for part in (self.field, self.operator, self.value) if part)


def constraints_of(app: App) -> tuple[Constraint, ...]:
    """In a stable order."""
    rules = sorted(rule for rule in app.rules())
    return tuple(Constraint(field=rule[0], operator=rule[1], value=rule[2] if len(rule) > 2 else "") for rule in rules)


def bindings(app: App) -> frozenset[Binding]:
    return frozenset(each.binding for each in constraints_of(app))


def problem(constraint: Constraint, agents: Sequence[Agent] | None) -> str:
    """What Marathon cannot keep, or keeps differently in one version than in another; empty where nothing is wrong."""
    match constraint.operator:
        case "LIKE" | "UNLIKE" | "IS" if not constraint.value:
            return f"{constraint.operator} needs a value"
        case "MAX_PER" if not constraint.value.isdecimal():
            return "MAX_PER needs a number"
        case "GROUP_BY" if constraint.value and not constraint.value.isdecimal():
            return "the value of GROUP_BY is a number"
    if constraint.binding is Binding.NONE:
        return f"{constraint.operator or 'no operator'} is none of Marathon's operators"
    if constraint.operator in {"LIKE", "UNLIKE"} and not _compiles(constraint.value):
        return "the pattern is no regular expression"
    if agents and not any(values_of(agent, constraint.field) for agent in agents):
        return f"no agent has {constraint.field}"
    return ""


def values_of(agent: Agent, field: str) -> str:
    """What the agent has under this field; empty where it has nothing."""
    where = agent.domain.fault_domain if agent.domain else None
    match field:
        case "hostname" | "@hostname":
            return agent.hostname
        case "@region":
            return where.region.name if where else ""
        case "@zone":
            return where.zone.name if where else ""
        case _:
            found = agent.attributes.get(field, "")
            return f"{found:g}" if isinstance(found, float) else str(found)


def satisfying(constraints: Iterable[Constraint], agents: Sequence[Agent]) -> tuple[Agent, ...] | str:
    """The agents that meet all of them; the reason where that is not judged. Counts per place (UNIQUE …) are not looked at."""
    left = tuple(agents)
    for each in constraints:
        if each.operator in {"LIKE", "UNLIKE"} and (why := _why_not_tried(each.value)):
            return why
        left = tuple(agent for agent in left if _meets(each, values_of(agent, each.field)))
    return left


def places(constraint: Constraint, agents: Iterable[Agent]) -> int:
    """How many different values of its field these agents have."""
    return len({found for agent in agents if (found := values_of(agent, constraint.field))})


def _meets(constraint: Constraint, found: str) -> bool:
    match constraint.operator:
        case "LIKE":
            return bool(found) and _matches(constraint.value, found)
        case "UNLIKE":
            return not found or not _matches(constraint.value, found)
        case "IS":
            return found == constraint.value
        case "CLUSTER":
            return bool(found) and constraint.value in {"", found}
        case _:
            return bool(found)


@lru_cache(maxsize=65536)
def _matches(pattern: str, text: str) -> bool:
    """Of the whole text, as Java's ``matches``."""
    return re.fullmatch(pattern, text[:255]) is not None


@lru_cache(maxsize=4096)
def _compiles(pattern: str) -> bool:
    """As far as Python's expressions are Java's; one that is too long to be tried is not said to be wrong."""
    if len(pattern) > LONGEST_PATTERN:
        return True
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _why_not_tried(pattern: str) -> str:
    """Nested repeats could take for ever; two plain ones take the square of the text's length at most. Escapes are not looked at."""
    if len(pattern) > LONGEST_PATTERN:
        return "the pattern is too long to be tried here"
    if not _compiles(pattern):
        return "the pattern is no regular expression"
    repeats = len(_REPEATS.findall(pattern))
    if _OF_GROUPS.search(pattern) or repeats > MOST_REPEATS or pattern.count("(") > MOST_GROUPS:
        return "the pattern repeats too much to be tried here"
    return ""
