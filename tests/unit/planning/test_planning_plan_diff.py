"""Two plans side by side: nothing that differs is left untold, and safer or riskier is said only where it is certain."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from planned import cluster, plan_for

from dcos_upgrade.core.plan import Plan, canonical
from dcos_upgrade.planning.plan_diff import differences_of, plan_differences
from dcos_upgrade.planning.plan_difference import Bearing, Difference, bearing

SAFER, RISKIER, NEUTRAL = Bearing.SAFER, Bearing.RISKIER, Bearing.NEUTRAL
OTHERWISE = {bool: lambda v: not v, int: lambda v: v + 1, float: lambda v: v + 1, str: lambda v: f"{v}x"}


def told(before: Plan, after: Plan) -> list[tuple[str, str, str, str, Bearing | None]]:
    return [(d.where, d.what, d.before, d.after, d.bearing) for d in plan_differences(before, after)]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every single value, and of every list that can be made shorter or turned round."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
        return
    if value != []:
        yield path
    if isinstance(value, list):
        for number, each in enumerate(value):
            if isinstance(each, dict | list):
                yield from leaves(each, (*path, number))


def written(plan: Plan) -> Any:
    return json.loads(canonical(plan))


def otherwise(plan: Any, path: tuple[Any, ...]) -> Any:
    changed = copy.deepcopy(plan)
    place = changed
    for key in path[:-1]:
        place = place[key]
    value = place[path[-1]]
    place[path[-1]] = value[:-1] if isinstance(value, list) else OTHERWISE.get(type(value), lambda v: "x")(value)
    return changed


def test_a_plan_does_not_differ_from_itself():
    assert plan_differences(plan_for(), plan_for()) == ()


def test_whatever_is_changed_in_a_plan_is_told():
    plan = written(plan_for(at_once=3, out_budget=4))
    places = [path for path in leaves(plan) if path != ("digest",)]

    untold = [path for path in places if not differences_of(plan, otherwise(plan, path))]

    assert len(places) > 150
    assert untold == []


@pytest.mark.parametrize("key", ["nodes", "steps", "stages", "notes"])
def test_another_order_is_told(key: str):
    plan = written(plan_for(cluster(private=6, racks=1), first_wave=2))
    other = copy.deepcopy(plan)
    hop = other["hops"][0]
    wave = next(wave for stage in hop["stages"] for wave in stage["waves"] if len(wave["steps"]) > 1)
    rows = {
        "nodes": other["inventory"]["nodes"],
        "steps": wave["steps"],
        "stages": hop["stages"],
        "notes": other["notes"],
    }
    rows[key].reverse()

    assert differences_of(plan, other)


def test_a_field_of_a_later_version_is_told():
    plan = written(plan_for())

    (found,) = differences_of(plan, {**plan, "risks": ["systemd-before-218"]})

    assert (found.where, found.what, found.before) == ("plan", "risks", "not set")


def test_another_day_has_another_route_and_other_hops():
    found = told(plan_for(), plan_for(on=date(2018, 7, 24)))

    assert ("route", "stops", "1.9.4 → 1.9.9 → 1.10.7 → 1.11.3", "1.9.4 → 1.9.10 → 1.10.8 → 1.11.3", None) in found
    assert ("hop 1.9.4 to 1.9.9", "hop", "planned", "not planned", None) in found
    assert ("hop 1.9.4 to 1.9.10", "hop", "not planned", "planned", None) in found


def test_a_node_that_goes_in_another_wave_is_named_with_both():
    before, after = plan_for(cluster(private=6), first_wave=1), plan_for(cluster(private=6), first_wave=2)

    moved = [each for each in told(before, after) if each[1].startswith("wave of")]

    assert moved
    assert all(where.endswith(("private-agents", "public-agents")) for where, *_ in moved)
    assert all(was != will and was.startswith("wave ") for _, _, was, will, _ in moved)


def test_a_node_that_is_only_in_one_plan_is_named():
    found = told(plan_for(cluster(private=2)), plan_for(cluster(private=3)))

    assert any(what == "wave of a3" and before == "not planned" for _, what, before, *_ in found)
    assert any(where == "inventory, a3" for where, *_ in found)


def test_another_leader_moves_the_masters():
    moved = {what for _, what, *_ in told(plan_for(leaders=("m1", "m2")), plan_for(leaders=("m3", "m2")))}

    assert {"wave of m1", "wave of m3"} <= moved


def with_approvals(*points: str) -> Plan:
    return msgspec.structs.replace(plan_for(), approvals=points or msgspec.UNSET)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("a",), ("a", "b"), SAFER),
        ((), ("a",), SAFER),
        (("a", "b"), ("a",), RISKIER),
        (("a",), ("b",), None),
    ],
)
def test_more_approvals_are_safer_fewer_are_riskier_others_are_for_people(
    before: tuple[str, ...], after: tuple[str, ...], expected: Bearing | None
):
    (found,) = plan_differences(with_approvals(*before), with_approvals(*after))

    assert (found.where, found.bearing) == ("approvals", expected)


@pytest.mark.parametrize(
    ("key", "old", "new", "expected"),
    [
        ("looks", 3, 5, SAFER),
        ("looks", 3, 2, RISKIER),
        ("agent_soak", 60.0, 600.0, SAFER),
        ("at_once", 10, 20, RISKIER),
        ("at_once", 20, 10, SAFER),
        ("first_wave", 1, 5, RISKIER),
        ("wave_growth", 2.0, 4.0, RISKIER),
        ("admission_age", 60.0, 30.0, SAFER),
        ("failure_budget", None, 2, RISKIER),
        ("failure_budget", 2, 0, SAFER),
        ("failure_budget", None, 0, None),
        ("out_budget", None, 5, SAFER),
        ("out_budget", 5, None, RISKIER),
        ("rack_budget", None, 5, None),
        ("master_soak", 60.0, 600.0, None),
        ("step_timeout", 60.0, 600.0, None),
        ("soak_gate", None, "soak-health", SAFER),
        ("hold_back", True, None, RISKIER),
        ("needs_approval", False, True, SAFER),
        ("done", False, True, NEUTRAL),
        ("bootstrap_mbit", None, 100.0, None),
        ("at_once", "many", 3, None),
    ],
)
def test_safer_and_riskier_are_said_where_they_are_certain(
    key: str, old: object, new: object, expected: Bearing | None
):
    assert bearing(key, old, new) is expected


def gates(plan: Plan, *wanted: str) -> Plan:
    fields = written(plan)
    fields["hops"][0]["stages"][0]["waves"][0]["gates"] = list(wanted)
    return msgspec.convert(fields, Plan)


@pytest.mark.parametrize(
    ("before", "after", "expected"), [("ab", "a", RISKIER), ("a", "ab", SAFER), ("ab", "ac", None)]
)
def test_a_gate_that_is_gone_is_riskier(before: str, after: str, expected: Bearing | None):
    (found,) = plan_differences(gates(plan_for(), *before), gates(plan_for(), *after))

    assert found == Difference(
        where="hop 1.9.4 to 1.9.9, masters, wave 1",
        what="gates",
        before=", ".join(before),
        after=", ".join(after),
        bearing=expected,
    )


def test_a_fact_that_was_relied_on_is_told_with_both_values():
    before = plan_for()
    after = msgspec.structs.replace(before, relied_on={**before.relied_on, "cluster id": "other"})

    assert told(before, after) == [("facts relied on", "cluster id", "not set", "other", None)]


def test_another_catalog_is_told():
    before = plan_for()

    assert told(before, msgspec.structs.replace(before, catalog_digest="d")) == [
        ("plan", "catalog_digest", "c", "d", None)
    ]


def test_a_note_changes_nothing_of_the_run():
    before = plan_for()

    (found,) = plan_differences(before, msgspec.structs.replace(before, notes=(*before.notes, "new")))

    assert (found.what, found.after, found.bearing) == ("notes", "new", NEUTRAL)
