"""Which versions of Mesos prove a hop."""

from __future__ import annotations

import pytest

from dcos_upgrade.core.mesos_version import Fit, MesosHop, numbers

PATCH_HOP = MesosHop(source="1.8.1", target="1.8.2")


@pytest.mark.parametrize(
    ("text", "found"),
    [("1.4.2", (1, 4, 2)), ("1.10.0", (1, 10, 0)), ("1.4.2-5f6d4cd", (1, 4, 2)), ("1.8.2-dev", (1, 8, 2))],
)
def test_a_version_is_its_three_numbers(text: str, found: tuple[int, int, int]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize("text", ["", "1.4", "v1.4.2", "1.4.2\n", "1.4.2 1.5.0", "1.4.2-\x1b[31m", "1.4.2-" + "a" * 99])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no version of Mesos"):
        numbers(text)


@pytest.mark.parametrize(
    ("seen", "fit"),
    [
        ("1.8.2", Fit.EXACT),
        ("1.8.2-dev", Fit.EXACT),
        ("1.8.3", Fit.PATCH),
        ("1.8.1", Fit.SOURCE),
        ("1.8.1-f5770dc", Fit.SOURCE),
        ("1.9.0", Fit.OTHER),
        ("2.8.2", Fit.OTHER),
    ],
)
def test_a_patch_hop_is_not_proven_by_the_patch_that_it_leaves(seen: str, fit: Fit) -> None:
    assert PATCH_HOP.fit(seen) is fit


def test_any_patch_of_another_minor_than_the_sources_is_the_targets() -> None:
    hop = MesosHop(source="1.7.3", target="1.8.2")

    assert [hop.fit(seen) for seen in ("1.8.1", "1.7.3", "1.7.9")] == [Fit.PATCH, Fit.OTHER, Fit.OTHER]


def test_two_releases_with_one_mesos_allow_its_own_number() -> None:
    assert MesosHop(source="1.4.2", target="1.4.2").fit("1.4.2-315d047") is Fit.EXACT


def test_without_the_sources_mesos_another_patch_proves_nothing() -> None:
    hop = MesosHop(source=None, target="1.8.2")

    assert [hop.fit(seen) for seen in ("1.8.2", "1.8.1", "1.7.3")] == [Fit.EXACT, Fit.UNTOLD, Fit.OTHER]


def test_another_patch_is_told_with_both_numbers() -> None:
    told = MesosHop(source="1.7.3", target="1.8.2").told("1.8.1")

    assert told == "is 1.8.1; the catalog has 1.8.2, another patch of the same minor"
