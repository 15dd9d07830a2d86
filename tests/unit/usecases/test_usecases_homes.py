"""A statement of the catalog names the part that makes it real, and that part is there."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.planning.behaviours import BEHAVIOURS
from dcos_upgrade.usecases.homes import COMING, Homes, homes, named

KNOWN = homes(catalog.own())
BELOW = tuple(each for each in named(catalog.own()) if each[2].partition(":")[0] in KNOWN.parts)


@pytest.mark.parametrize(("file", "key", "home"), BELOW, ids=lambda text: str(text))
def test_a_home_that_an_entry_names_exists(file: str, key: str, home: str):
    assert KNOWN.missing(home) is None


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_a_behaviour_has_a_module(name: str):
    assert find_spec(BEHAVIOURS[name].module)
    assert BEHAVIOURS[name].does.endswith(".")


def test_what_is_coming_is_not_there_yet():
    there = {f"{kind}:{name}" for kind, names in KNOWN.parts.items() for name in names}

    assert COMING.keys() & there == set()


def test_a_part_that_does_not_exist_is_told_with_the_nearest():
    assert (
        KNOWN.missing("check:replog-recoverd") == "there is no check replog-recoverd; the nearest is replog-recovered"
    )


def test_a_kind_that_does_not_exist_is_told_with_those_that_do():
    reason = KNOWN.missing("chek:replog-recovered")

    assert reason is not None and "check" in reason


def test_a_part_on_its_way_is_a_home():
    known = Homes(parts={"verb": frozenset({"plan"})}, coming={"verb:backup": "saves"})

    assert known.missing("verb:backup") is None
    assert known.missing("verb:restore") == "there is no verb restore"


def test_parts_of_rooms_above_are_told_by_the_caller():
    known = homes(catalog.own(), {"verb": ["plan", "catalog-lint"]})

    assert known.missing("verb:catalog-lint") is None
