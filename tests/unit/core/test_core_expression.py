"""Conditions over facts: three values, total, and checked before any fact is there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcos_upgrade.core.expression import ExpressionError, Given, Kind, Truth, Typed, Unknown, evaluate, mistakes, parse
from dcos_upgrade.core.version import Version

FACTS = Given(
    values={
        "hop.to": Version.parse("1.12.0"),
        "hop.kind": "upgrade",
        "docs.many": 3.0,
        "is.on": True,
        "is.off": False,
        "is.asked": Unknown("nobody asked"),
        "a.set": frozenset({"x", "y"}),
        "node.systemd": {"a1": 219.0, "a2": 217.0, "a3": Unknown("a3 did not answer")},
    },
    of={"node": ("a1", "a2", "a3"), "app": ()},
)


def holds(text: str) -> bool | None:
    return evaluate(parse(text), FACTS).holds


@pytest.mark.parametrize(
    "text",
    [
        "hop.to >= 1.12.0 and is.on",
        'hop.kind == "upgrade" or is.asked',
        "not is.off",
        'hop.kind in ["patch", "upgrade"]',
        'a.set contains "x"',
        "docs.many > 2 and docs.many < 3.5",
        "some node (node.systemd < 218)",
        "known is.on and not known is.asked",
        "is.off and is.asked or is.on",
    ],
)
def test_this_is_true(text: str):
    assert holds(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "hop.to < 1.12.0",
        "is.off and is.asked",
        "every node (node.systemd >= 218)",
        "some node (node.systemd < 100 and is.off)",
        'hop.kind != "upgrade"',
        "some app (is.on)",
    ],
)
def test_this_is_false(text: str):
    assert holds(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "is.asked",
        "not is.asked",
        "is.on and is.asked",
        "is.off or is.asked",
        "nobody.knows == 3",
        "some node (node.systemd < 200)",
        "every node (node.systemd > 200)",
        "every app (is.on)",
        "some planet (is.on)",
        "docs.many == hop.to",
        "hop.kind < 3",
        "hop.kind",
        "node.systemd > 1",
        'hop.kind < "patch"',
    ],
)
def test_this_is_unknown(text: str):
    assert holds(text) is None


def test_a_truth_names_the_facts_and_the_subjects_that_decided():
    truth = evaluate(parse("is.on and some node (node.systemd < 218)"), FACTS)

    assert truth == Truth(holds=True, because=("is.on is true", "a2: node.systemd is 217"), subjects=("a2",))


def test_an_unknown_says_what_is_missing_and_of_whom():
    truth = evaluate(parse("some node (node.systemd < 200)"), FACTS)

    assert truth == Truth(holds=None, because=("a3: a3 did not answer",), subjects=("a3",))


def test_ten_thousand_subjects_are_told_in_one_line():
    many = {f"a{n}": 1.0 for n in range(10_000)}
    facts = Given(values={"node.x": many}, of={"node": tuple(many)})

    truth = evaluate(parse("every node (node.x == 2)"), facts)

    assert truth.because == ("a0, a1, a2, a3, a4, a5, a6, a7, a8, a9 and 9990 more: node.x is 1",)
    assert len(truth.subjects) == 10_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "and",
        "a.b ==",
        "(a.b",
        "a.b)",
        "a.b == == 1",
        "some (a.b)",
        "a.b = 1",
        'a.b == "',
        "a.b in [x]",
        "$",
        "(" * 400,
    ],
)
def test_what_is_no_condition_is_refused_with_its_place(text: str):
    with pytest.raises(ExpressionError, match=r"^(at |has more)"):
        parse(text)


@pytest.mark.parametrize("text", ["(" * 140 + "a.b" + ")" * 140, "not " * 200 + "a.b"])
def test_a_condition_does_not_nest_without_end(text: str):
    with pytest.raises(ExpressionError, match="nested more than 40 deep"):
        parse(text)


def test_a_long_row_of_conditions_is_no_nesting():
    assert holds(" and ".join(["is.on"] * 140)) is True


def test_a_condition_is_bounded():
    with pytest.raises(ExpressionError, match="longer than"):
        parse("a.b and " * 1000)


WORDS = {
    "hop.to": Typed(kind=Kind.RELEASE),
    "hop.kind": Typed(kind=Kind.TEXT, values=frozenset({"patch", "upgrade"})),
    "is.on": Typed(kind=Kind.FLAG),
    "node.systemd": Typed(kind=Kind.NUMBER, domain="node"),
}


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("no.fact == 1", "there is no fact no.fact"),
        ("hop.to == 1", "hop.to == 1 compares a release with a number"),
        ('hop.kind == "pacth"', '"pacth" is none of patch, upgrade'),
        ('hop.kind in ["patch", "x"]', '"x" is none of patch, upgrade'),
        ("hop.to", "hop.to is a release, and a flag or a comparison was expected"),
        ("node.systemd > 1", "node.systemd has a value for each node: it belongs inside some or every node ( … )"),
        ("some app (is.on)", "there are no facts of each app"),
        ("some node (every node (node.systemd > 1))", "every node stands inside another one"),
        ("is.on < true", "is.on < true compares a flag with a flag"),
    ],
)
def test_a_condition_that_makes_no_sense_is_told_before_any_fact(text: str, mistake: str):
    assert mistake in mistakes(parse(text), WORDS)


def test_a_sound_condition_has_no_mistakes():
    assert mistakes(parse('hop.to >= 1.12.0 and some node (node.systemd < 218 or hop.kind == "patch")'), WORDS) == ()


@settings(max_examples=300)
@given(st.text(alphabet='abc.<>=!()[]",19 andortsmehvykw', max_size=60))
def test_no_text_makes_it_fail_in_any_other_way(text: str):
    try:
        expression = parse(text)
    except ExpressionError:
        return
    assert evaluate(expression, FACTS).holds in {True, False, None}
