"""Each rule objects where it should, and nowhere else; the tables are taken cell by cell."""

from __future__ import annotations

from datetime import date

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.core.plan import RoutePolicy
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning import rules
from dcos_upgrade.planning.question import objections
from dcos_upgrade.planning.rule import Candidate

LATE = date(2021, 6, 1)
EDGES = {(edge.source, edge.target) for edge in catalog.edges()}


def step(source: str, target: str, policy: RoutePolicy, on: date = LATE, wanted: str = "2.2.1") -> Candidate:
    return Candidate(
        source=catalog.release(Version.parse(source)),
        target=catalog.release(Version.parse(target)),
        wanted=Version.parse(wanted),
        on=on,
        policy=policy,
        catalog=catalog.own(),
    )


OBJECTS = [
    ("dcos-net-state", "1.13.9", "2.0.3", "1.13.9", "2.0.4"),
    ("dcos-net-state", "1.13.10", "2.0.0", "1.13.7", "2.0.0"),
    ("downgrade", "1.11.3", "1.11.2", "1.11.2", "1.11.3"),
    ("marathon-state", "1.10.11", "1.13.7", "1.10.11", "1.12.3"),
    ("marathon-state", "1.8.10", "1.10.11", "1.8.10", "1.9.10"),
    ("marathon-state", "1.11.13", "1.10.11", "1.10.10", "1.10.11"),
    ("not-adjacent-minors", "1.9.10", "1.11.3", "1.13.7", "2.0.6"),
    ("not-in-matrix", "1.13.7", "1.13.9", "1.13.7", "1.13.10"),
    ("not-in-matrix", "1.10.7", "1.11.3", "1.10.7", "1.11.5"),
    ("not-in-matrix", "1.10.11", "1.13.7", "1.11.11", "1.13.7"),
    ("not-out-yet", "1.11.3", "1.11.13", "1.11.2", "1.11.3"),
    ("one-edition-only", "1.10.2", "1.10.3", "1.10.2", "1.10.4"),
    ("source-not-newest-patch", "1.9.4", "1.10.11", "1.9.10", "1.10.11"),
    ("stop-not-newest-patch", "1.9.10", "1.10.7", "1.9.10", "1.10.11"),
    ("undocumented", "1.13.9", "1.13.10", "1.13.7", "1.13.10"),
    ("undocumented", "1.12.5", "1.13.10", "1.12.5", "1.13.9"),
    ("undocumented", "2.1.2", "2.2.1", "2.1.1", "2.2.1"),
    ("wanted-not-newest-patch", "2.1.1", "2.2.0", "2.1.1", "2.2.1"),
    ("withdrawn", "1.13.7", "1.13.8", "1.13.7", "1.13.9"),
    ("withdrawn", "1.10.5", "1.10.5.1", "1.10.5", "1.10.6"),
    ("withdrawn-source", "2.0.3", "2.1.0", "2.0.3", "2.0.4"),
]


@pytest.mark.parametrize(("rule", "bad_from", "bad_to", "good_from", "good_to"), OBJECTS, ids=str)
def test_each_rule_objects_where_it_should_and_nowhere_else(
    rule: str, bad_from: str, bad_to: str, good_from: str, good_to: str
):
    on = date(2018, 7, 24) if rule == "not-out-yet" else LATE
    found = rules.discover()[rule]
    policy = min(found.policies)
    bad = step(bad_from, bad_to, policy, on, wanted=bad_to if rule.startswith("wanted") else "2.2.1")

    assert found.objection(bad)
    assert found.objection(step(good_from, good_to, policy, on, wanted=good_to)) is None


def test_every_rule_has_been_seen_to_object():
    assert {case[0] for case in OBJECTS} == set(rules.discover())


def test_every_rule_names_itself_and_its_source():
    for name, rule in rules.discover().items():
        assert (rule.id, bool(rule.title), bool(rule.source), bool(rule.policies)) == (name, True, True, True)


def test_a_reason_names_what_to_do_or_where_it_is_written():
    blank = rules.discover()["not-in-matrix"].objection

    assert "marks no source at all" in str(blank(step("1.10.7", "1.11.3", RoutePolicy.MATRIX_FINAL)))
    assert "no source in 1.10" in str(blank(step("1.10.11", "1.13.7", RoutePolicy.MATRIX_FINAL)))


def test_the_text_rule_says_when_the_later_table_marks_the_leap():
    leap = rules.discover()["not-adjacent-minors"].objection

    assert "later table marks" in str(leap(step("1.10.11", "1.12.3", RoutePolicy.SEED_STRICT)))
    assert "later table marks" not in str(leap(step("1.9.10", "1.12.3", RoutePolicy.SEED_STRICT)))


def test_there_are_431_edges_to_try():
    assert len(EDGES) == 431


@pytest.mark.parametrize(("source", "target"), sorted(EDGES), ids=str)
def test_each_edge_is_accepted_once_both_releases_are_out(source: Version, target: Version):
    ends = (catalog.release(source), catalog.release(target))
    on = max(each.released or each.tagged for each in ends)
    against = {rule.id for rule, _ in objections(step(str(source), str(target), RoutePolicy.MATRIX_FINAL, on))}

    leaves_withdrawn = ends[0].withdrawn and source.minor != target.minor
    allowed = {"withdrawn-source"} if leaves_withdrawn else {"withdrawn"} if ends[1].withdrawn else set()
    assert against == allowed


def test_every_other_step_forward_is_refused_by_exactly_one_rule_of_the_tables():
    known, found = catalog.own().versions, rules.discover()
    for source in known:
        for target in (later for later in known if later > source):
            candidate = step(str(source), str(target), RoutePolicy.MATRIX_FINAL)
            against = [found[name].objection(candidate) for name in ("not-in-matrix", "undocumented")]

            assert sum(reason is not None for reason in against) == ((source, target) not in EDGES)
