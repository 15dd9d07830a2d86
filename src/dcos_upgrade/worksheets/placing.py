"""Constraints of apps: what each binds to, which agents satisfy it, and whether Marathon can keep it at all.

(Workbook, 'Validating constraints'; Marathon, constraints, 1.4 to 1.11; EQ is Metronome's IS.) The agents are judged only by patterns that take time in
proportion to the text: a pattern is a stranger's program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from functools import lru_cache

from dcos_upgrade.probes.mesos_slaves import Agent
from dcos_upgrade.worksheets.workload import Workload

LONGEST_PATTERN, LONGEST_VALUE = 400, 255
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
    "EQ": Binding.PINNED,
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


def constraints_of(each: Workload) -> tuple[Constraint, ...]:
    """In a stable order; none where the answer says nothing of them."""
    return tuple(_constraint(rule) for rule in sorted(each.rules or ()))


def _constraint(rule: tuple[str, ...]) -> Constraint:
    field, operator, value = (*rule, "", "", "")[:3]
    return Constraint(field=field, operator=operator.upper(), value=value)


def bindings(each: Workload) -> frozenset[Binding]:
    return frozenset(constraint.binding for constraint in constraints_of(each))


def problem(constraint: Constraint, fleet: Fleet | None) -> str:
    """What Marathon cannot keep, or keeps differently in one version than in another; empty where nothing is wrong."""
    match constraint.operator:
        case "LIKE" | "UNLIKE" | "IS" | "EQ" if not constraint.value:
            return f"{constraint.operator} needs a value"
        case "MAX_PER" if not constraint.value.isdecimal():
            return "MAX_PER needs a number"
        case "GROUP_BY" if constraint.value and not constraint.value.isdecimal():
            return "the value of GROUP_BY is a number"
    if constraint.binding is Binding.NONE:
        return f"{constraint.operator or 'no operator'} is none of Marathon's operators"
    if constraint.operator in {"LIKE", "UNLIKE"} and not _compiles(constraint.value):
        return "the pattern is no regular expression"
    if fleet and fleet.agents and not any(fleet.of(constraint.field)):
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


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """Agents that constraints are held against: each constraint is tried once, against each value once."""

    agents: tuple[Agent, ...]
    tried: dict[Constraint, frozenset[int] | str] = dataclass_field(default_factory=dict, repr=False, compare=False)
    values: dict[str, tuple[str, ...]] = dataclass_field(default_factory=dict, repr=False, compare=False)

    def of(self, field: str) -> tuple[str, ...]:
        """What each agent has under this field, in their order."""
        if field not in self.values:
            self.values[field] = tuple(values_of(agent, field) for agent in self.agents)
        return self.values[field]

    def satisfying(self, constraints: Iterable[Constraint]) -> frozenset[int] | str:
        """The numbers of the agents that meet all of them; the reason where that is not judged. Counts per place are not looked at."""
        left = frozenset(range(len(self.agents)))
        for each in constraints:
            found = self._meeting(each)
            if isinstance(found, str):
                return found
            left &= found
        return left

    def places(self, constraint: Constraint, numbers: Iterable[int]) -> int:
        """How many different values of its field these agents have."""
        values = self.of(constraint.field)
        return len({values[number] for number in numbers} - {""})

    def _meeting(self, constraint: Constraint) -> frozenset[int] | str:
        if constraint not in self.tried:
            self.tried[constraint] = _tried(constraint, self.of(constraint.field))
        return self.tried[constraint]


def _tried(constraint: Constraint, values: Sequence[str]) -> frozenset[int] | str:
    if constraint.operator in {"LIKE", "UNLIKE"} and (why := _why_not_tried(constraint.value)):
        return why
    meets = _meets(constraint)
    well = {value for value in set(values) if meets(value)}
    return frozenset(number for number, value in enumerate(values) if value in well)


def _meets(constraint: Constraint) -> Callable[[str], bool]:
    """Patterns are held against the whole text, as Java's ``matches`` does."""
    match constraint.operator:
        case "LIKE":
            like = re.compile(constraint.value)
            return lambda found: bool(found) and like.fullmatch(found[:LONGEST_VALUE]) is not None
        case "UNLIKE":
            unlike = re.compile(constraint.value)
            return lambda found: not found or unlike.fullmatch(found[:LONGEST_VALUE]) is None
        case "IS" | "EQ":
            return lambda found: found == constraint.value
        case "CLUSTER":
            return lambda found: bool(found) and constraint.value in {"", found}
        case _:
            return bool


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
