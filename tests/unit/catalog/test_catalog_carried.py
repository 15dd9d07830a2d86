"""Nothing that is known of a hop was dropped: each number of the collected facts names the parts that carry it, and they exist."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.usecases.homes import homes

FILES = sorted((Path(__file__).parents[2] / "cases" / "catalog").glob("carried_*.toml"))
CARRIED = [
    pytest.param(number, home, id=f"{number}-{home}")
    for file in FILES
    for number, homes in tomllib.loads(file.read_text()).items()
    for home in homes
]
KNOWN = homes(catalog.own())


@pytest.mark.parametrize(("number", "home"), CARRIED)
def test_the_home_of_a_carried_fact_exists(number: str, home: str):
    assert KNOWN.missing(home) is None


def test_no_number_is_without_a_home():
    assert [number for file in FILES for number, homes in tomllib.loads(file.read_text()).items() if not homes] == []


COLLECTED = {"ALL": 32, "T19": 12, "T110": 20, "T111": 17, "T112": 18}
"""How many facts there are for every hop and for those to 1.9, 1.10, 1.11 and 1.12."""


@pytest.mark.parametrize("of", COLLECTED)
def test_every_fact_that_was_collected_is_carried(of: str):
    numbers = {number for file in FILES for number in tomllib.loads(file.read_text())}

    assert sum(number.partition("-")[0] == of for number in numbers) == COLLECTED[of]


def test_every_target_minor_is_carried():
    numbers = {number for file in FILES for number in tomllib.loads(file.read_text())}

    assert {number.partition("-")[0] for number in numbers} >= {*COLLECTED, "T113", "T20", "T21", "T22"}
