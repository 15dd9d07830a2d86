"""N-2, counted in minors on the day of the plan."""

from __future__ import annotations

from datetime import date

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.core.error import Usage
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.support_level import Level, support_of

WORKBOOK = date(2018, 7, 24)


def level(release: str, on: date = WORKBOOK) -> Level:
    return support_of(catalog.own(), Version.parse(release), on).level


@pytest.mark.parametrize("release", ["1.11.3", "1.10.8", "1.9.3", "1.9.0"])
def test_on_the_workbooks_day_1_11_to_1_9_are_supported_and_every_patch_of_them(release: str):
    """The workbook prints "back to 1.9.3"; the policy counts minors."""
    assert level(release) is Level.SUPPORTED


def test_the_workbooks_wording_is_kept_as_a_correction():
    printed = [each.printed for each in catalog.own().support_policy.misprints]

    assert any("1.9.3" in text for text in printed)
    assert any("N-2" in text for text in printed)


@pytest.mark.parametrize(
    ("release", "on", "expected"),
    [
        ("1.8.8", WORKBOOK, Level.MAINTAINED),
        ("1.9.10", date(2018, 10, 24), Level.SUPPORTED),
        ("1.9.10", date(2018, 10, 25), Level.MAINTAINED),
        ("1.9.10", date(2019, 10, 24), Level.MAINTAINED),
        ("1.9.10", date(2019, 10, 25), Level.ENDED),
        ("1.11.13", date(2019, 10, 25), Level.MAINTAINED),
        ("1.13.10", date(2020, 6, 9), Level.SUPPORTED),
        ("1.12.0", WORKBOOK, Level.UNRELEASED),
        ("2.2.1", date(2021, 10, 31), Level.ENDED),
        ("2.2.1", date(2021, 10, 30), Level.SUPPORTED),
    ],
)
def test_a_minor_leaves_support_on_the_day_a_newer_one_comes_out(release: str, on: date, expected: Level):
    assert level(release, on) is expected


def test_2_0_counts_as_the_minor_after_1_13():
    found = support_of(catalog.own(), Version.parse("1.13.0"), date(2019, 10, 25))

    assert (str(found.newest), found.behind) == ("2.0", 1)


def test_the_reason_says_how_it_was_counted():
    found = support_of(catalog.own(), Version.parse("1.9.3"), WORKBOOK)

    assert found.reason == (
        "1.9 is 2 minors behind 1.11, the newest one on 2018-07-24: within N-2, with every patch of it"
    )


def test_an_unknown_release_is_refused():
    with pytest.raises(Usage):
        support_of(catalog.own(), Version.parse("1.9.99"), WORKBOOK)
