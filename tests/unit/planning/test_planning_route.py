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
from dcos_upgrade.planning.question import Question, objections
from dcos_upgrade.planning.route import RouteAnswer, find_route

CASES = Path(__file__).parents[2] / "cases" / "catalog"
EXAMPLES = tomllib.loads((CASES / "worked_routes.toml").read_text())["example"]
LATE = date(2021, 6, 1)


def route(source: str, target: str, on: date = LATE, policy: RoutePolicy | None = None) -> RouteAnswer:
    return find_route(Version.parse(source), Version.parse(target), on=on, policy=policy)


def refused(answer: RouteAnswer) -> set[tuple[str, str, str]]:
    return {(each.source_release, each.target_release, each.rule) for each in answer.refusals}


def texts(answer: RouteAnswer) -> list[str]:
    return [str(stop) for stop in answer.route]


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
    answer = route("1.8.10", "1.10.11", policy=RoutePolicy.TEXT_2018)

    assert ("1.8.10", "1.10.11", "marathon-state") in refused(answer)


def test_an_unknown_release_is_a_usage_error():
    with pytest.raises(Usage):
        route("1.9.4", "3.0.0")


def test_an_old_minor_is_out_of_support_and_the_other_way_is_said():
    notes = route("1.9.0", "1.11.1").notes

    assert any("out of support" in note for note in notes)
    assert any("new cluster" in note for note in notes)


def test_within_a_minor_any_later_patch_may_follow_by_the_text_rule():
    assert texts(route("1.9.0", "1.9.4", date(2018, 1, 1))) == ["1.9.0", "1.9.4"]


def test_a_wanted_release_that_is_not_the_newest_is_a_warning():
    assert any("is not the newest" in note for note in route("1.10.8", "1.11.9").notes)
    assert not any("is not the newest" in note for note in route("1.12.3", "1.12.5").notes)


@pytest.mark.parametrize(
    ("source", "target"),
    [("1.13.9", "1.13.10"), ("2.0.6", "2.1.3"), ("2.1.2", "2.2.1"), ("2.2.0", "2.2.1"), ("1.10.11", "1.11.13")],
)
def test_a_step_that_no_table_speaks_of_is_undocumented_and_needs_the_text_rule_by_name(source: str, target: str):
    assert (source, target, "undocumented") in refused(route(source, target))
    assert texts(route(source, target, policy=RoutePolicy.TEXT_2018))[-1] == target


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [("2.0.3", "2.1.0", ["2.0.3", "2.0.6", "2.1.0"]), ("2.0.3", "2.2.1", ["2.0.3", "2.0.6", "2.2.1"])],
)
def test_a_withdrawn_release_is_left_by_a_patch_although_the_table_marks_a_shorter_way(
    source: str, target: str, expected: list[str]
):
    answer = route(source, target)

    assert texts(answer) == expected
    assert (source, target, "withdrawn-source") in refused(answer)
    assert any("withdrawn" in note for note in answer.notes)


def test_the_strict_policy_visits_the_minor_that_the_table_skips():
    assert texts(route("1.10.11", "1.12.3")) == ["1.10.11", "1.12.3"]
    assert texts(route("1.10.11", "1.12.3", policy=RoutePolicy.SEED_STRICT)) == ["1.10.11", "1.11.13", "1.12.3"]


@pytest.mark.parametrize(
    ("source", "target", "on", "policy"),
    [
        ("1.10.8", "1.11.5", date(2018, 10, 24), RoutePolicy.TEXT_2018),
        ("1.10.8", "1.11.5", date(2018, 10, 25), RoutePolicy.MATRIX_FINAL),
        ("1.9.10", "1.11.5", date(2018, 10, 25), RoutePolicy.TEXT_2018),
    ],
)
def test_the_policy_follows_from_the_day_and_both_ends(source: str, target: str, on: date, policy: RoutePolicy):
    assert route(source, target, on).policy is policy


def hops_by_trying_everything(source: Version, target: Version) -> int | None:
    """The length of the shortest way over every step that no rule of the tables refuses; None where there is none."""
    known = catalog.own()
    asked = Question(source=source, target=target, on=LATE, policy=RoutePolicy.MATRIX_FINAL, catalog=known)
    stops = [each.version for each in known.releases() if each.usable and each.version < target]
    edge, seen = {source}, 0
    while edge and target not in edge:
        ahead = [(here, there) for here in edge for there in (*stops, target) if there > here]
        edge, seen = {there for here, there in ahead if not objections(asked.candidate(here, there))}, seen + 1
    return seen if edge else None


@pytest.mark.parametrize(
    ("source", "target"),
    [("1.10.6", "1.13.9"), ("1.11.4", "1.12.5"), ("1.12.1", "2.0.6"), ("1.13.0", "2.1.1"), ("1.10.0", "1.11.9")],
)
def test_no_way_over_the_tables_is_shorter_than_the_route(source: str, target: str):
    found = route(source, target, policy=RoutePolicy.MATRIX_FINAL)

    assert len(found.hops) == hops_by_trying_everything(Version.parse(source), Version.parse(target))


def test_the_tables_hold_later_releases_than_the_day_knows():
    assert texts(route("1.10.8", "1.11.10", date(2019, 3, 1))) == ["1.10.8", "1.11.10"]
    assert ("1.10.8", "1.11.10", "not-out-yet") in refused(route("1.10.8", "1.11.10", date(2018, 12, 1)))


def test_the_same_release_is_a_change_of_configuration():
    answer = route("1.11.3", "1.11.3")

    assert answer.refusals == ()
    assert any("change of configuration" in note for note in answer.notes)


def test_a_day_on_which_the_present_release_was_not_out_is_doubted():
    notes = route("1.9.4", "1.9.5", date(2017, 1, 1)).notes

    assert any("is the day right?" in note for note in notes)


def test_tables_used_before_their_day_are_said():
    notes = route("1.10.0", "1.10.1", date(2018, 7, 10), RoutePolicy.MATRIX_FINAL).notes

    assert any("published on 2018-10-25" in note for note in notes)


def test_a_stop_on_the_way_is_no_withdrawn_release_while_its_successor_is_not_out():
    assert texts(route("1.12.5", "2.0.1", date(2020, 3, 25), RoutePolicy.TEXT_2018)) == ["1.12.5", "1.13.7", "2.0.1"]


def test_a_release_counts_from_its_publication_and_not_from_its_tag():
    assert catalog.release(Version.parse("1.11.3")).tagged < date(2018, 6, 20)

    assert ("1.10.7", "1.11.3", "not-out-yet") in refused(route("1.10.7", "1.11.3", date(2018, 6, 25)))
    assert texts(route("1.10.7", "1.11.3", date(2018, 6, 26))) == ["1.10.7", "1.11.3"]
