"""What the policy rules have against a plan, in few lines: warnings each with the fact that decided, the others in numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.catalog.knowledge import Condition, PolicyRule
from dcos_upgrade.core.expression import Truth, parse
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.judged import JudgedRule
from dcos_upgrade.planning.policy import HopRule
from dcos_upgrade.render.console.policy import policy_text
from dcos_upgrade.render.keys.policy import policy_keys
from dcos_upgrade.render.terminal import PLAIN

STOPS = tuple(Version.parse(stop) for stop in ("1.9.4", "1.9.9", "1.10.7"))
RULE = catalog.own().policy_rules[0]


def rule(name: str, severity: Severity, objects: str = "hop.minors > 0") -> PolicyRule:
    return replace(RULE, id=name, severity=severity, objects=Condition(text=objects, expression=parse(objects)))


def row(judged: PolicyRule, holds: bool | None, because: str = "so", hop: int = 1) -> HopRule:
    truth = Truth(holds=holds, because=(because,))
    return HopRule(hop=hop, source=STOPS[hop - 1], target=STOPS[hop], judged=JudgedRule(rule=judged, truth=truth))


def text(*rows: HopRule, explain: bool = False) -> str:
    return " ".join(policy_text(rows, PLAIN, explain=explain).split())


def test_nothing_is_said_where_nothing_was_judged():
    assert policy_text((), PLAIN, explain=False) == ""


def test_where_nothing_objects_it_says_how_many_were_asked():
    assert "1 rule asked; --explain names them" in text(row(rule("a", Severity.WARNING), False))


def test_a_warning_is_told_once_with_its_reason_and_its_hops():
    warned = rule("a", Severity.WARNING)
    other = row(rule("b", Severity.WARNING), False, hop=2)

    assert "here so [a] (hop 1)" in text(row(warned, True), other)
    assert text(row(warned, True), row(warned, True, hop=2)).count("[a]") == 1
    assert "(hop" not in text(row(warned, True), row(warned, True, hop=2))


def test_what_blocks_stands_among_the_refusals_and_not_here():
    assert "blocks" not in text(row(rule("blocks", Severity.BLOCKER), True), row(rule("a", Severity.WARNING), True))


WAITS = rule("a", Severity.WARNING, 'not (people.acknowledged contains "a")')


@pytest.mark.parametrize(
    ("judged", "holds", "number", "name"),
    [
        (rule("a", Severity.INFO), True, "1 is for information", "for information: a"),
        (WAITS, True, "1 waits for a person's word", "nobody has said yet: a"),
        (rule("a", Severity.WARNING), None, "1 cannot be judged (0 of them would block)", "unknown, so: a"),
        (
            rule("a", Severity.BLOCKER),
            None,
            "1 cannot be judged (1 of them would block)",
            "unknown, so: a (would block)",
        ),
    ],
)
def test_the_others_are_counted_and_named_on_request(judged: PolicyRule, holds: bool | None, number: str, name: str):
    plain, more = text(row(judged, holds)), text(row(judged, holds), explain=True)

    assert number in plain and name not in plain
    assert number in more and name in more


def test_what_cannot_be_judged_is_named_by_what_is_missing():
    rows = [row(rule(name, Severity.WARNING), None, reason) for name, reason in (("a", "x"), ("b", "y"), ("c", "x"))]

    told = text(*rows, explain=True)

    assert "unknown, x: a, c" in told and "unknown, y: b" in told


@pytest.mark.parametrize(("holds", "says"), [(True, "objects"), (False, "nothing"), (None, "unknown")])
def test_as_keys_a_rule_says_one_of_three_things(holds: bool | None, says: str):
    (keys,) = policy_keys([row(rule("a", Severity.INFO), holds)])["policy_rules"]

    assert keys == {
        "rule": "a",
        "hop": 1,
        "from": "1.9.4",
        "to": "1.9.9",
        "says": says,
        "because": ["so"],
        "severity": "info",
    }
