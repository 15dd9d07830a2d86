"""Whatever a plan file holds, the audit answers; it never breaks."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planned import cluster, plan_for

from dcos_upgrade.core.plan import Plan, canonical
from dcos_upgrade.planning.digest import sealed
from dcos_upgrade.planning.plan_audit import audit

PLAN = msgspec.json.decode(canonical(plan_for(cluster(private=3), failure_budget=1)))
TEXTS = ("", "1.9.4", "1.9.9", "1.10.7", "1.11.3", "2.2.1", "1.99.9", "latest", "m1", "a1", "masters", "\x1b[31m")
NUMBERS = (0, 1, -1, 2, 99, 10**9, 10**18, 0.5, 1e-9, 1e300)


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value of a document, lists and objects too."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way] * bool(way) + [found for key, each in inside for found in places(each, (*way, key))]


PLACES = places(PLAN)


def bent(document: Any, way: tuple[Any, ...], change: Any) -> None:
    *before, last = way
    for key in before:
        document = document[key]
    document[last] = change(document[last])


def changed(value: Any, text: str, number: float, times: int) -> Any:
    if isinstance(value, list):
        return value * times if times != 1 else value[::-1]
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return text
    return number if isinstance(value, int | float) else value


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    ways=st.lists(st.sampled_from(PLACES), min_size=1, max_size=4, unique=True),
    text=st.sampled_from(TEXTS),
    number=st.sampled_from(NUMBERS),
    times=st.sampled_from((0, 1, 2)),
)
def test_the_audit_of_any_plan_is_an_answer(ways: list[Any], text: str, number: float, times: int):
    document = msgspec.json.decode(msgspec.json.encode(PLAN))
    for way in ways:
        try:
            bent(document, way, lambda value: changed(value, text, number, times))
        except (IndexError, KeyError, TypeError):
            continue  # an earlier change has taken that place away
    try:
        plan = sealed(msgspec.convert(document, Plan))
    except msgspec.ValidationError:
        return

    found = audit(plan)

    assert found.sentence
    assert found.sound == (not found.objections)
