"""Whether a hop leaves the newest patch of its minor, seen from the day of the plan."""

from __future__ import annotations

from datetime import date

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.facts.hop_from_newest_patch import FACT
from dcos_upgrade.planning.situation import Situation


@pytest.mark.parametrize(
    ("source", "on", "newest"),
    [
        ("1.10.7", date(2018, 7, 10), True),
        ("1.10.6", date(2018, 7, 10), False),
        ("1.10.8", date(2018, 7, 10), True),  # it came out nine days later: behind nothing
        ("1.10.7", date(2018, 8, 1), False),
    ],
)
def test_a_release_that_nothing_on_that_day_is_newer_than_is_the_newest(source: str, on: date, newest: bool):
    hop = Version.parse(source), Version.parse("1.11.3")
    situation = Situation(source=hop[0], target=hop[1], wanted=hop[1], on=on, catalog=catalog.own())

    assert FACT.read(situation) is newest
