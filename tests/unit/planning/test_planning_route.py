"""Routes by the day's rules."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.core.error import Usage
from dcos_upgrade.core.plan import RoutePolicy
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning import rules
from dcos_upgrade.planning.route import RouteAnswer, find_route
from dcos_upgrade.planning.rule import Candidate

CASES = Path(__file__).parents[2] / "cases" / "catalog"
EXAMPLES = tomllib.loads((CASES / "worked_routes.toml").read_text())["example"]
LATE = date(2021, 6, 1)


def route(source: str, target: str, on: date = LATE, policy: RoutePolicy | None = None) -> RouteAnswer:
    return find_route(Version.parse(source), Version.parse(target), on=on, policy=policy)


def texts(answer: RouteAnswer) -> list[str]:
    return [str(stop) for stop in answer.route]


def step(source: str, target: str, policy: RoutePolicy, on: date = LATE, wanted: str = "2.2.1") -> Candidate:
    known = catalog.own()
    return Candidate(
        source=known.release(Version.parse(source)),
        target=known.release(Version.parse(target)),
        wanted=Version.parse(wanted),
        on=on,
        policy=policy,
        catalog=known,
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e['from']}-{e['to']}-{e['on']}")
def test_worked_examples(example: dict):
    answer = route(example["from"], example["to"], example["on"], RoutePolicy(example["policy"]))

    assert texts(answer) == example["route"]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2018, 7, 10), ["1.9.4", "1.9.9", "1.10.7", "1.11.3"]),
        (date(2018, 7, 24), ["1.9.4", "1.9.10", "1.10.8", "1.11.3"]),
    ],
)
def test_the_stop_on_the_way_follows_from_the_day(on: date, expected: list[str]):
    assert texts(route("1.9.4", "1.11.3", on)) == expected


def test_every_refused_shortcut_of_1_9_0_to_1_11_1_has_its_reason():
    answer = route("1.9.0", "1.11.1")

    assert texts(answer) == ["1.9.0", "1.9.10", "1.10.11", "1.11.1"]
    assert {(r.source_release, r.target_release) for r in answer.refusals} == {
        ("1.9.0", "1.11.1"),
        ("1.9.0", "1.10.11"),
        ("1.9.10", "1.11.1"),
    }
    assert all(refusal.reason and refusal.source for refusal in answer.refusals)


def test_no_route_keeps_the_reason():
    answer = route("1.10.7", "1.11.3")

    assert answer.hops == ()
    assert [refusal.rule for refusal in answer.refusals] == ["not-in-matrix"]


@pytest.mark.parametrize("policy", list(RoutePolicy))
def test_a_downgrade_is_refused_under_every_policy(policy: RoutePolicy):
    answer = route("1.11.3", "1.10.7", policy=policy)

    assert answer.hops == ()
    assert "downgrade" in {refusal.rule for refusal in answer.refusals}


@pytest.mark.parametrize("target", ["1.13.8", "2.0.3", "2.2.0"])
def test_a_withdrawn_release_is_no_target(target: str):
    answer = route("1.12.3", target)

    assert answer.hops == ()
    assert "withdrawn" in {refusal.rule for refusal in answer.refusals}


def test_no_route_stops_at_a_withdrawn_or_hotfix_release_or_one_that_an_edition_lacks():
    avoided = {"1.13.8", "2.0.3", "2.2.0", "1.10.3", "1.10.5.1", "1.10.10.1", "1.11.9.1"}
    for source in catalog.own().versions:
        stops = set(texts(find_route(source, Version.parse("2.2.1"), on=LATE))[1:-1])

        assert not stops & avoided


def test_a_release_that_is_not_out_on_the_day_is_refused():
    answer = route("1.9.4", "1.11.3", date(2018, 6, 1))

    assert answer.hops == ()
    assert "not-out-yet" in {refusal.rule for refusal in answer.refusals}


def test_the_marathon_gate_overrides_the_text_policy():
    refused = rules.discover()["marathon-state"].objection(step("1.10.11", "1.13.7", RoutePolicy.TEXT_2018))

    assert refused is not None and "1.5" in refused


def test_an_unknown_release_is_a_usage_error():
    with pytest.raises(Usage):
        route("1.9.4", "3.0.0")


def test_an_old_minor_is_out_of_support_and_the_other_way_is_said():
    notes = route("1.9.0", "1.11.1").notes

    assert any("out of support" in note for note in notes)
    assert any("new cluster" in note for note in notes)


def test_within_a_minor_any_later_patch_may_follow_by_the_text_rule():
    assert texts(route("1.9.0", "1.9.4", date(2018, 1, 1))) == ["1.9.0", "1.9.4"]


EDGES = [
    (source, target) for table in catalog.own().tables for source, targets in table.edges.items() for target in targets
]


@pytest.mark.parametrize(("source", "target"), EDGES, ids=lambda v: str(v))
def test_each_edge_is_accepted_by_the_matrix(source: Version, target: Version):
    candidate = step(str(source), str(target), RoutePolicy.MATRIX_FINAL)

    assert rules.discover()["not-in-matrix"].objection(candidate) is None


def test_nothing_but_an_edge_is_accepted_by_the_matrix():
    known, rule = catalog.own().versions, rules.discover()["not-in-matrix"]
    accepted = {
        (source, target)
        for source in known
        for target in known
        if target > source and rule.objection(step(str(source), str(target), RoutePolicy.MATRIX_FINAL)) is None
    }

    assert accepted == set(EDGES)


OBJECTS = [
    ("downgrade", "1.11.3", "1.11.2", "1.11.2", "1.11.3"),
    ("not-out-yet", "1.11.3", "1.11.13", "1.11.3", "1.11.3"),
    ("withdrawn", "1.13.7", "1.13.8", "1.13.7", "1.13.9"),
    ("not-adjacent-minors", "1.9.10", "1.11.3", "1.13.7", "2.0.6"),
    ("source-not-newest-patch", "1.9.4", "1.10.11", "1.9.10", "1.10.11"),
    ("stop-not-newest-patch", "1.9.10", "1.10.7", "1.9.10", "1.10.11"),
    ("not-in-matrix", "1.13.7", "1.13.9", "1.13.7", "1.13.10"),
    ("marathon-state", "1.10.11", "1.13.7", "1.10.11", "1.12.3"),
]


@pytest.mark.parametrize(("rule", "bad_from", "bad_to", "good_from", "good_to"), OBJECTS, ids=lambda v: v)
def test_each_rule_objects_where_it_should_and_nowhere_else(
    rule: str, bad_from: str, bad_to: str, good_from: str, good_to: str
):
    on = date(2018, 7, 24) if rule == "not-out-yet" else LATE
    policy = next(iter(rules.discover()[rule].policies))
    objection = rules.discover()[rule].objection

    assert objection(step(bad_from, bad_to, policy, on))
    assert objection(step(good_from, good_to, policy, on)) is None


def test_a_wanted_release_that_is_not_the_newest_is_a_warning():
    assert any("is not the newest" in note for note in route("1.10.8", "1.11.9").notes)
    assert not any("is not the newest" in note for note in route("1.12.3", "1.12.5").notes)


FACTS = Path(__file__).parents[4] / "shared" / "facts"

if FACTS.is_dir():
    import yaml

    def test_the_catalog_agrees_with_the_reference_facts():
        facts = yaml.safe_load((FACTS / "releases.yaml").read_text())["releases"]
        for fact in facts:
            release = catalog.release(Version.parse(fact["version"]))

            assert str(release.released) == str(fact["released"])
            assert release.components["mesos"] == fact["mesos"]
            assert release.components["marathon"] == fact["marathon"]

    def test_the_edges_agree_with_the_reference_facts():
        facts = yaml.safe_load((FACTS / "upgrade-paths.yaml").read_text())
        rows = [row for table in (*facts["upgrade_edges"], *facts["patch_edges"]) for row in table["edges"]]

        assert {(row["from"], to) for row in rows for to in row["to"]} == {(str(a), str(b)) for a, b in EDGES}
