"""Why a release cannot be reached: by which rule, and whether another day, other rules or nothing at all would help."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.core.error import ExitCode, Usage
from dcos_upgrade.core.plan import RoutePolicy
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.blocked import WhyNot, why_not
from dcos_upgrade.planning.route import find_route
from dcos_upgrade.planning.ways import Wanted
from dcos_upgrade.planning.why_not import Change, Condition

LATE = date(2021, 6, 1)
ANSWERS = Condition(rule="facts-known", reason="m1 is silent", source="test", met_by=(), unknown=True)


def asked(source: str, target: str, on: date = LATE, policy: RoutePolicy | None = None) -> Wanted:
    start, end = Version.parse(source), Version.parse(target)
    return Wanted(source=start, target=end, on=on, policy=policy, catalog=catalog.own())


def changes(found: WhyNot) -> list[str | None]:
    return [each.change.id if each.change else None for each in found.blocked]


def rules(found: WhyNot) -> list[str]:
    return [condition.rule for each in found.blocked for condition in each.conditions]


def test_where_there_is_a_route_nothing_is_blocked_and_it_is_said_why_not_in_one_hop():
    found = why_not(asked("1.9.4", "1.11.3", date(2018, 7, 10)))

    assert (found.code, found.blocked, found.instead) == (ExitCode.DONE, (), ())
    assert {refusal.rule for refusal in found.one_step} == {"not-adjacent-minors", "source-not-newest-patch"}
    assert found.opening is not None and [str(stop) for stop in found.opening.way.route][1:-1] == ["1.9.9", "1.10.7"]


@pytest.mark.parametrize(
    ("source", "target", "on", "rule", "change"),
    [
        ("1.9.4", "1.11.3", date(2018, 6, 1), "not-out-yet", "day 2018-06-26"),
        ("1.10.7", "1.11.3", LATE, "not-in-matrix", "policy text_2018"),
        ("1.13.9", "1.13.10", LATE, "undocumented", "policy text_2018"),
    ],
)
def test_another_day_or_other_rules_may_be_all_that_is_to_change(
    source: str, target: str, on: date, rule: str, change: str
):
    found = why_not(asked(source, target, on))

    assert (found.code, rules(found), changes(found)) == (ExitCode.BLOCKED, [rule], [change])


def test_a_day_and_other_rules_may_both_have_to_change_and_each_has_what_it_lifts():
    found = why_not(asked("1.9.1", "1.11.4", date(2018, 6, 1), RoutePolicy.MATRIX_FINAL))

    assert [(each.change.id if each.change else "", [c.rule for c in each.conditions]) for each in found.blocked] == [
        ("day 2018-07-26", ["not-out-yet"]),
        ("policy text_2018", ["not-in-matrix"]),
    ]


@pytest.mark.parametrize(
    ("source", "target", "rule"),
    [("1.11.3", "1.10.7", "downgrade"), ("1.12.5", "1.13.8", "withdrawn"), ("1.13.9", "2.0.1", "dcos-net-state")],
)
def test_what_nothing_lifts_is_said_first_and_has_no_change(source: str, target: str, rule: str):
    found = why_not(asked(source, target))

    assert (found.code, found.opening) == (ExitCode.BLOCKED, None)
    assert (rules(found)[0], changes(found)[0]) == (rule, None)


def test_releases_beside_it_that_are_open_are_named_the_nearest_first():
    assert [str(each.target) for each in why_not(asked("1.12.5", "1.13.8")).instead] == ["1.13.9", "1.13.7", "1.13.10"]


def test_every_change_that_is_named_does_open_the_way():
    for source, target in product(
        ("1.9.0", "1.10.7", "1.12.1", "1.13.9", "2.0.3"), ("1.11.3", "1.13.10", "2.1.2", "2.2.1")
    ):
        for on in (date(2018, 7, 10), LATE):
            found = why_not(asked(source, target, on))
            if found.opening is None:
                continue
            ids = [change.id for change in found.opening.changes]
            day = next((date.fromisoformat(each[4:]) for each in ids if each.startswith("day")), on)
            policy = next((RoutePolicy(each[7:]) for each in ids if each.startswith("policy")), None)
            route = find_route(found.wanted.source, found.wanted.target, on=day, policy=policy).route

            assert route == found.opening.way.route


def test_nothing_is_blocked_exactly_where_the_planner_has_a_route():
    sources = catalog.own().versions[::9]
    for source, target in product(sources, catalog.own().versions[::7]):
        found = why_not(asked(str(source), str(target)))

        assert bool(found.blocked) is not bool(find_route(source, target, on=LATE).hops)


def test_a_change_is_told_once_with_everything_that_it_lifts():
    back = Change(id="node m2", what="bring m2 back", verify="capture")
    silent = Condition(rule="facts-known", reason="m2 is silent", source="test", met_by=(back,), unknown=True)
    down = Condition(rule="masters-serve", reason="m2 is down", source="test", met_by=(back,))

    found = why_not(asked("1.9.9", "1.10.7", date(2018, 7, 10)), lambda route: (silent, down))

    assert (changes(found), rules(found)) == (["node m2"], ["facts-known", "masters-serve"])
    assert found.code is ExitCode.BLOCKED


def test_what_is_only_unknown_is_unknown():
    found = why_not(asked("1.9.9", "1.10.7", date(2018, 7, 10)), lambda route: (ANSWERS,))

    assert found.code is ExitCode.UNKNOWN


def test_what_is_unknown_beside_what_stands_for_certain_is_blocked():
    assert why_not(asked("1.11.3", "1.10.7"), lambda route: (ANSWERS,)).code is ExitCode.BLOCKED


def test_conditions_of_the_cluster_are_asked_of_each_route():
    routes: list[tuple[Version, ...]] = []

    why_not(asked("1.10.7", "1.11.3"), lambda route: routes.append(route) or ())

    assert len(routes) == 2 and all(str(route[-1]) == "1.11.3" for route in routes)


def test_an_unknown_release_is_a_usage_error():
    with pytest.raises(Usage):
        why_not(asked("1.9.4", "3.0.0"))
