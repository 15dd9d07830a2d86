"""A patch names what changes; what is sent is whole, and what Marathon fills in beside it does not count."""

from __future__ import annotations

from typing import Any

import pytest

from dcos_upgrade.core.app_patch import fields, holds

APP: dict[str, Any] = {
    "cmd": "run",
    "mem": 512,
    "container": {"type": "DOCKER", "docker": {"image": "mom:1", "network": "HOST"}},
    "healthChecks": [{"protocol": "HTTP", "path": "/ping", "gracePeriodSeconds": 300}],
    "env": {"A": "1", "B": "2"},
}


@pytest.mark.parametrize(
    ("patch", "sent"),
    [
        ({"mem": 1024}, {"mem": 1024}),
        (
            {"container": {"docker": {"image": "mom:2"}}},
            {"container": {"type": "DOCKER", "docker": {"image": "mom:2", "network": "HOST"}}},
        ),
        ({"env": {"B": None, "C": "3"}}, {"env": {"A": "1", "C": "3"}}),
        ({"labels": {"X": "y"}}, {"labels": {"X": "y"}}),
        ({"healthChecks": []}, {"healthChecks": []}),
    ],
)
def test_the_fields_of_the_patch_are_sent_whole(patch: dict[str, Any], sent: dict[str, Any]) -> None:
    assert fields(APP, patch) == sent


@pytest.mark.parametrize(
    ("patch", "held"),
    [
        ({"container": {"docker": {"image": "mom:1"}}}, True),
        ({"container": {"docker": {"image": "mom:2"}}}, False),
        ({"healthChecks": [{"path": "/ping"}]}, True),
        ({"healthChecks": [{"path": "/ping"}, {"path": "/other"}]}, False),
        ({"env": {"C": None}}, True),
        ({"env": {"A": None}}, False),
        ({"mem": 512.0}, True),
        ({"labels": {"X": "y"}}, False),
    ],
)
def test_a_definition_that_is_as_the_patch_makes_it_holds_it(patch: dict[str, Any], held: bool) -> None:
    assert holds(APP, patch) is held


@pytest.mark.parametrize("patch", [{"container": {"docker": {"image": "mom:2"}}}, {"env": {"B": None, "C": "3"}}])
def test_what_was_sent_holds(patch: dict[str, Any]) -> None:
    assert holds(APP | fields(APP, patch), patch)
