"""One difference between two plans, and whether the second is safer or riskier by it, where that is certain. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec


class Bearing(StrEnum):
    """What a difference does to the run. Where nobody can say for certain there is none."""

    SAFER = "safer"
    RISKIER = "riskier"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """``where`` in the plan, ``what`` differs there, as texts. ``bearing`` is None where it is not certain."""

    where: str
    what: str
    before: str
    after: str
    bearing: Bearing | None = None


NOT_SET = "not set"
_ABSENT = object()

SAFER_WHEN_MORE = frozenset({"looks", "agent_soak"})
"""More good looks in a row, more time under watch."""
RISKIER_WHEN_MORE = frozenset(
    {
        "at_once",
        "first_wave",
        "wave_growth",
        "failure_budget",
        "rack_budget",
        "run_budget",
        "out_budget",
        "admission_age",
    }
)
"""More nodes that may be away, lost or begun at one time; older looks that still admit."""
UNSET = {"failure_budget": 0.0, "out_budget": float("inf")}
"""What it means where a plan does not say it: no node may be lost; no limit of its own."""
SAFER_WHEN_THERE = frozenset({"soak_gate", "hold_back", "needs_approval"})
NEUTRAL = frozenset({"notes", "refusals", "done"})
"""What is told to people, and steps that were found done: a run does the same with or without."""


def changed(where: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Each key whose value differs; values that are tables are gone into."""
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, _ABSENT), after.get(key, _ABSENT)
        if old == new:
            continue
        if isinstance(old, dict) or isinstance(new, dict):
            yield from changed(f"{where}, {key}", _table(old), _table(new))
        else:
            yield Difference(where=where, what=key, before=text(old), after=text(new), bearing=bearing(key, old, new))


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """For people and for JSON alike; what is not there is said in words."""
    if value is _ABSENT or value is None:
        return NOT_SET
    if isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()


def bearing(key: str, old: object, new: object) -> Bearing | None:
    if key in NEUTRAL:
        return Bearing.NEUTRAL
    if key in SAFER_WHEN_THERE:
        return _better(_there(new), _there(old))
    if key in SAFER_WHEN_MORE:
        return _compared(_number(key, new), _number(key, old))
    if key in RISKIER_WHEN_MORE:
        return _compared(_number(key, old), _number(key, new))
    return None


def of_sets(old: Collection[str], new: Collection[str]) -> Bearing | None:
    """For things that stand in the way of a run, as gates and approvals: more of them is safer, others are another matter."""
    before, after = set(old), set(new)
    if before < after:
        return Bearing.SAFER
    return Bearing.RISKIER if after < before else None


def _there(value: object) -> bool:
    return value is not _ABSENT and bool(value)


def _number(key: str, value: object) -> float | None:
    if value is _ABSENT or value is None:
        return UNSET.get(key)
    return float(value) if isinstance(value, int | float) else None


def _compared(good: float | None, bad: float | None) -> Bearing | None:
    return None if good is None or bad is None else _better(good, bad)


def _better(good: float, bad: float) -> Bearing | None:
    if good == bad:
        return None
    return Bearing.SAFER if good > bad else Bearing.RISKIER
