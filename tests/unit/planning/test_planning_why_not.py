"""The smallest set of changes: exact, stable, and equal to trying everything."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.why_not import Change, Condition, Opening, Options, Way, needed, openings, smallest_opening
from dcos_upgrade.planning.why_not import smallest_set as found_set

SETS = 1_000


def change(name: str) -> Change:
    return Change(id=name, what=f"change {name}", verify=f"look at {name}")


def condition(*options: str, unknown: bool = False) -> Condition:
    met_by = tuple(change(option) for option in options)
    return Condition(rule="rule", reason="reason", source="source", met_by=met_by, unknown=unknown)


def way(*conditions: Condition, to: str = "1.11.3") -> Way:
    return Way(route=(Version.parse(to),), conditions=conditions)


def names(opening: Opening | None) -> tuple[str, ...] | None:
    return None if opening is None else tuple(each.id for each in opening.changes)


def by_trying_everything(conditions: list[Options]) -> tuple[str, ...] | None:
    options = sorted(frozenset().union(*conditions))
    for size in range(len(options) + 1):
        for tried in combinations(options, size):
            if all(each & set(tried) for each in conditions):
                return tried
    return None


def unmet(random_source: random.Random) -> list[Options]:
    options = [f"c{number}" for number in range(random_source.randint(1, 9))]
    sizes = [
        random_source.randint(0 if random_source.random() < 0.02 else 1, 4) for _ in range(random_source.randint(0, 8))
    ]
    return [frozenset(random_source.sample(options, min(size, len(options)))) for size in sizes]


def test_a_thousand_random_sets_of_unmet_conditions_have_the_answer_of_trying_everything():
    random_source = random.Random(20180724)
    asked = [unmet(random_source) for _ in range(SETS)]

    assert [found_set(each) for each in asked] == [by_trying_everything(each) for each in asked]


def test_the_random_sets_hold_easy_hard_and_hopeless_ones():
    random_source = random.Random(20180724)
    sizes = [None if found is None else len(found) for found in (found_set(unmet(random_source)) for _ in range(SETS))]

    assert {None, 0, 1, 2, 3, 4} <= set(sizes)


def test_nothing_unmet_needs_no_change():
    assert names(smallest_opening([way()])) == ()


def test_one_change_may_meet_several_conditions():
    found = smallest_opening([way(condition("a", "both"), condition("b", "both"))])

    assert names(found) == ("both",)
    assert found is not None and len(found.met_by(change("both"))) == 2


def test_the_way_with_the_fewest_changes_is_taken():
    long, short = way(condition("a"), condition("b"), to="1.11.3"), way(condition("c"), to="1.11.4")

    found = smallest_opening([long, short])

    assert found is not None and (names(found), found.way) == (("c",), short)
    assert [names(each) for each in openings([long, short])] == [("c",), ("a", "b")]


def test_among_equals_the_earlier_way_and_the_first_names_are_taken():
    first, second = way(condition("z", "y"), to="1.11.3"), way(condition("a"), to="1.11.4")

    found = smallest_opening([first, second])

    assert found is not None and (names(found), found.way) == (("y",), first)


@pytest.mark.parametrize("ways", [(), (way(condition()),), (way(condition("a"), condition()),)], ids=str)
def test_a_condition_that_nothing_meets_closes_its_way(ways: tuple[Way, ...]):
    assert smallest_opening(ways) is None


def test_conditions_that_share_nothing_need_a_change_each():
    a, b, both = frozenset("a"), frozenset("b"), frozenset("ab")

    assert (needed([a, b]), needed([a, both]), needed([])) == (2, 1, 0)
