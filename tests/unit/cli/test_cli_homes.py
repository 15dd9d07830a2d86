"""Verbs, sections of the report and the lab's faults are homes, too; every home of the own catalog exists."""

from __future__ import annotations

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.cli.homes import above, own_homes
from dcos_upgrade.usecases.homes import COMING, unhoused


def test_every_home_of_the_own_catalog_exists():
    assert unhoused(catalog.own(), own_homes()) == ()


@pytest.mark.parametrize(
    ("kind", "name"),
    [("verb", "plan"), ("verb", "catalog-lint"), ("report", "availability"), ("lab", "replog-not-recovered")],
)
def test_a_part_above_is_found(kind: str, name: str):
    assert name in above()[kind]


def test_a_verb_that_is_there_is_not_coming_any_more():
    there = {f"{kind}:{name}" for kind, names in above().items() for name in names}

    assert COMING.keys() & there == set()
