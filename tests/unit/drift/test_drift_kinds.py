"""Two captures of a hop: each kind is red for what is planted, green without it, and unknown where nobody was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest
from fakes.captures import CHURN, PLANTS, WHOLE, Pair, Plant, a_pair, left_behind

from dcos_upgrade import probes
from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.core.seal import Seal
from dcos_upgrade.drift import kinds
from dcos_upgrade.drift.drift_kind import DriftKind
from dcos_upgrade.drift.judged import Judged, Meeting, expected
from dcos_upgrade.drift.judging import Comparison, compare_snapshots, exit_code
from dcos_upgrade.drift.left_out import LEFT_OUT

NEVER_UNEXPECTED = frozenset({"uptime"})
PAIRS = 200


def compared(pair: Pair, known: Mapping[str, DriftKind] | None = None) -> Comparison:
    return compare_snapshots(pair.before.snapshot(), pair.after.snapshot(), known)


def found(comparison: Comparison) -> list[tuple[str, str]]:
    return sorted((each.kind, each.subject) for each in comparison.unexpected)


@pytest.mark.parametrize("plant", (*PLANTS, *WHOLE), ids=lambda plant: plant.__name__)
def test_planted_difference_is_unexpected_and_says_why(plant: Plant) -> None:
    pair = a_pair(7)
    planted = plant(pair)

    comparison = compared(pair)

    assert planted in found(comparison)
    assert all(each.why for each in comparison.differences)
    assert exit_code(comparison) is ExitCode.FINDINGS


def test_every_kind_that_can_be_unexpected_has_a_plant() -> None:
    planted = {plant(a_pair(7))[0] for plant in (*PLANTS, *WHOLE)}

    assert planted == kinds.discover().keys() - NEVER_UNEXPECTED


@pytest.mark.parametrize("kind", kinds.discover())
def test_a_hop_without_accidents_has_nothing_unexpected_of_any_kind(kind: str) -> None:
    comparison = compared(a_pair(7), {kind: kinds.discover()[kind]})

    assert comparison.unexpected == comparison.unknown == ()
    assert exit_code(comparison) is not ExitCode.FINDINGS


@pytest.mark.parametrize("kind", [kind.id for kind in kinds.discover().values() if kind.probes])
def test_what_one_side_does_not_know_is_neither_equal_nor_different(kind: str) -> None:
    pair = a_pair(7)
    one = kinds.discover()[kind]
    for probe in one.probes:
        if probe != "service-marathons" or kind == "service-marathon":
            pair.after.forget(probe)

    comparison = compared(pair, {kind: one})

    assert comparison.unknown
    assert all("after: " in each.why and "nothing was asked" in each.why for each in comparison.unknown)
    assert comparison.differences == ()
    assert exit_code(comparison) is ExitCode.UNKNOWN


def test_a_version_that_rises_by_itself_is_unexpected() -> None:
    pair = a_pair(7)
    for side in (pair.before, pair.after):
        for node in side.inventory.nodes:
            side.put(probes.dcos_version.PROBE, pair.before.get(probes.dcos_version.PROBE, "m1"), node.id)

    unexpected = {kind for kind, _ in found(compared(pair))}

    assert unexpected >= {"mesos-on-disk", "mesos-of-agent", "mesos-of-master", "marathon", "package", "server"}


def test_a_release_that_goes_back_is_unexpected() -> None:
    pair = a_pair(7)
    pair.before, pair.after = pair.after, pair.before

    assert {kind for kind, _ in found(compared(pair))} >= {"release", "marathon"}


def test_no_release_known_leaves_versions_unknown_and_the_rest_judged() -> None:
    pair = a_pair(7)
    pair.after.forget("dcos-version")

    comparison = compared(pair)

    assert {each.kind for each in comparison.unknown} >= {"release", "mesos-on-disk", "marathon", "package"}
    assert comparison.compared


def test_a_secret_of_the_configuration_is_unknown_and_never_equal() -> None:
    pair = a_pair(7)
    for side in (pair.before, pair.after):
        side.bend(probes.user_configuration.PROBE, "m1", hidden=("dns_search",))

    unknown = [each for each in compared(pair).unknown if each.kind == "configuration"]

    assert [(each.subject, each.what) for each in unknown] == [("m1", "configuration dns_search")]


def configured(pair: Pair, before: str, after: str) -> Comparison:
    """A secret key of m1's configuration with these in place of its value."""
    for side, seal in ((pair.before, before), (pair.after, after)):
        keys = {**side.get(probes.user_configuration.PROBE, "m1").keys, "db_password": "***"}
        seals = {"db_password": seal} if seal != "***" else {}
        side.bend(probes.user_configuration.PROBE, "m1", keys=keys, hidden=("db_password",), seals=seals)
    return compared(pair)


def sealed(secret: str, key: int = 1) -> str:
    return Seal(bytes([key]) * 32).hide(secret)


def test_a_secret_that_changed_is_unexpected_and_one_that_did_not_is_nothing() -> None:
    changed = configured(a_pair(7), sealed("one"), sealed("two"))
    same = configured(a_pair(7), sealed("one"), sealed("one"))

    assert [(each.subject, each.what) for each in changed.unexpected] == [("m1", "configuration db_password")]
    assert same.unexpected == same.unknown == ()


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (sealed("one"), sealed("one", key=2), "different keys"),
        ("***", sealed("one"), "before: its value holds a secret"),
        (sealed("one"), "***", "after: its value holds a secret"),
        (f"x {sealed('one')} y", f"x {sealed('one', key=2)} y", "different keys"),
    ],
)
def test_secrets_of_different_keys_are_neither_equal_nor_different(before: str, after: str, why: str) -> None:
    comparison = configured(a_pair(7), before, after)

    assert [each.what for each in comparison.unknown] == ["configuration db_password"]
    assert why in comparison.unknown[0].why and comparison.unexpected == ()


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (None, {"DB": sealed("one")}, "an older version"),
        ({"DB": "***"}, {"DB": "***"}, "without a key before and after"),
        ({"DB": "***"}, {"DB": sealed("one")}, "without a key before"),
        ({"DB": sealed("one")}, {"DB": sealed("one", key=2)}, "different keys"),
    ],
)
def test_an_environment_that_cannot_be_compared_is_unknown(
    before: dict[str, str] | None, after: dict[str, str], why: str
) -> None:
    pair = a_pair(7)
    app = pair.take("app")
    pair.before.bend_app(app, env=before)
    pair.after.bend_app(app, env=after)

    comparison = compared(pair)

    assert [(each.subject, each.what) for each in comparison.unknown] == [(app, "variable DB")]
    assert why in comparison.unknown[0].why and comparison.unexpected == ()


def test_the_same_capture_twice_differs_in_nothing_even_in_the_middle_of_a_hop() -> None:
    pair = a_pair(7)
    left_behind(pair)
    pair.before = pair.after

    assert compared(pair).differences == ()


def churned(seed: int) -> tuple[Pair, list[tuple[str, str]]]:
    """A pair with random churn and up to five plants, and what was planted."""
    pair, chance = a_pair(seed), Random(seed + 1_000_000)
    for churn in chance.sample(CHURN, chance.randint(0, len(CHURN))):
        churn(pair)
    planted = [plant(pair) for plant in chance.sample(PLANTS, chance.randint(0, 5)) if all(pair.free.values())]
    return pair, sorted(planted)


@pytest.mark.parametrize("tens", range(PAIRS // 10))
def test_exactly_what_was_planted_is_unexpected(tens: int) -> None:
    for seed in range(tens * 10, tens * 10 + 10):
        pair, planted = churned(seed)

        comparison = compared(pair)

        assert (seed, found(comparison)) == (seed, planted)
        assert comparison.unknown == ()
        assert exit_code(comparison) is (ExitCode.FINDINGS if planted else ExitCode.DONE)


def blind(met: Meeting, between: object) -> Judged:
    return expected("a mistake: everything is fine")


@pytest.mark.parametrize("kind", sorted(kinds.discover().keys() - NEVER_UNEXPECTED))
def test_a_kind_that_finds_everything_fine_is_noticed(kind: str) -> None:
    mistaken = {**kinds.discover(), kind: replace(kinds.discover()[kind], judge=blind)}
    plants = [plant for plant in (*PLANTS, *WHOLE) if plant(a_pair(7))[0] == kind]

    for plant in plants:
        pair = a_pair(7)
        planted = plant(pair)
        assert planted not in found(compared(pair, mistaken))


def test_every_probe_is_compared_or_left_out_with_a_reason() -> None:
    read = {probe for kind in kinds.discover().values() for probe in kind.probes}

    assert read.isdisjoint(LEFT_OUT)
    assert read | LEFT_OUT.keys() == probes.discover().keys()
