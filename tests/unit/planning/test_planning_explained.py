"""What is behind a route: shorter ones and why not, and the other way with what there is to move."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import cluster_facts as facts
import pytest

from dcos_upgrade import catalog
from dcos_upgrade.core.plan import RoutePolicy
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.another_way import Count
from dcos_upgrade.planning.explained import ExplainedRoute, explained
from dcos_upgrade.planning.route import find_route
from dcos_upgrade.planning.to_move import counted
from dcos_upgrade.probes import marathon_apps, service_marathons
from dcos_upgrade.probes.marathon_apps import MarathonApps

LATE = date(2021, 6, 1)
ROUTES = [
    ("1.9.4", "1.11.3", RoutePolicy.TEXT_2018),
    ("1.8.0", "2.2.1", RoutePolicy.TEXT_2018),
    ("1.10.0", "2.2.1", RoutePolicy.MATRIX_FINAL),
    ("2.0.3", "2.2.1", RoutePolicy.MATRIX_FINAL),
    ("1.10.11", "1.12.3", RoutePolicy.SEED_STRICT),
]


def behind(source: str, target: str, policy: RoutePolicy, counts: tuple[Count, ...] = ()) -> ExplainedRoute:
    answer = find_route(Version.parse(source), Version.parse(target), on=LATE, policy=policy)
    return explained(answer.route, answer.refusals, catalog.own(), counts)


@pytest.mark.parametrize(("source", "target", "policy"), ROUTES, ids=str)
def test_every_leap_over_a_stop_is_a_shorter_route_with_the_rule_that_refuses_it(
    source: str, target: str, policy: RoutePolicy
):
    answer = find_route(Version.parse(source), Version.parse(target), on=LATE, policy=policy)
    stops = [str(stop) for stop in answer.route]
    leaps = [(first, last) for first, last in combinations(range(len(stops)), 2) if last > first + 1]

    found = explained(answer.route, answer.refusals, catalog.own()).shorter

    assert {each.route for each in found} == {tuple(stops[: first + 1] + stops[last:]) for first, last in leaps}
    assert all(each.refusal.rule and each.refusal.reason and each.refusal.source for each in found)


def test_a_single_hop_has_no_shorter_route():
    assert behind("1.9.9", "1.9.10", RoutePolicy.TEXT_2018).shorter == ()


def test_a_route_that_does_not_exist_has_nothing_behind_it():
    found = behind("1.11.3", "1.9.4", RoutePolicy.TEXT_2018)

    assert found == ExplainedRoute(shorter=(), doors=(), another=None)


@pytest.mark.parametrize(
    ("source", "target", "said"), [("1.9.4", "1.11.3", True), ("1.9.10", "1.11.3", False), ("1.8.0", "2.2.1", True)]
)
def test_the_other_way_is_said_from_three_hops_on(source: str, target: str, said: bool):
    another = behind(source, target, RoutePolicy.TEXT_2018).another

    assert (another is not None) is said
    assert another is None or any("Marathon" in each for each in another.takes)


def counts_of(values: dict) -> dict[str, tuple[int | None, str]]:
    return {each.what: (each.number, each.unknown) for each in counted(facts.snapshot(values))}


def test_what_there_is_to_move_is_counted_in_the_snapshot():
    stored = MarathonApps(apps=(facts.app(), facts.app(id="/db")), persistent_volumes=3)
    found = counts_of(facts.healthy() | {facts.key(marathon_apps.PROBE, facts.M1): stored})

    assert found["apps"] == (2, "")
    assert found["persistent volumes"] == (3, "")
    assert found["service Marathons"] == (1, "")


def test_what_a_capture_does_not_ask_for_is_unknown_and_not_zero():
    found = counts_of(facts.healthy())

    assert found["pods"][0] is None and found["pods"][1]
    assert found["jobs"][0] is None and found["jobs"][1]
    assert found["persistent volumes"] == (None, "the answer has no such value")


def test_what_did_not_answer_is_unknown_with_the_captures_own_reason():
    gone = {
        fact: value
        for fact, value in facts.healthy().items()
        if fact[0] not in {marathon_apps.PROBE.id, service_marathons.PROBE.id}
    }

    found = counts_of(gone)

    assert found["apps"] == (None, "nothing was asked")
    assert found["service Marathons"] == (None, "nothing was asked")
