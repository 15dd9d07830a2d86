"""Units as systemd shows them: which may rest, and which were stopped, left out or never started."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dcos_upgrade.core.probe import Answer
from dcos_upgrade.probes import units
from dcos_upgrade.probes.units import Unit

ENDED = {"ActiveState": "inactive", "SubState": "dead", "LoadState": "loaded", "Type": "simple", "Result": "success"}
ENDED |= {"Restart": "on-failure", "ExecMainCode": "1", "ExecMainStatus": "0", "ConditionResult": "yes"}
ENDED |= {"ConditionTimestampMonotonic": "4711"}
NEVER = {"ExecMainCode": "0", "ExecMainStatus": "0"}


def read(**shown: str) -> Unit:
    lines = "".join(f"{name}={value}\n" for name, value in shown.items())
    body = f"[dcos-docker-gc.service]\n{lines}".encode()
    answer = Answer(body=body, status=0, source="a1", time=datetime(2018, 7, 10, tzinfo=UTC))
    return units.parse(answer).units["dcos-docker-gc.service"]


@pytest.mark.parametrize(
    ("shown", "well"),
    [
        ({}, True),
        ({"Restart": "no"}, True),
        ({"Restart": "always"}, False),
        ({"ExecMainCode": "2", "ExecMainStatus": "15"}, False),
        ({"ExecMainStatus": "1", "Result": "exit-code"}, False),
        ({"ExecMainStatus": "1"}, False),
        (NEVER, False),
        ({**NEVER, "ConditionResult": "no"}, True),
        ({**NEVER, "ConditionResult": "no", "ConditionTimestampMonotonic": "0"}, False),
        ({"LoadState": "not-found"}, False),
        ({"ActiveState": "activating", "SubState": "auto-restart"}, False),
    ],
)
def test_a_simple_service_rests_well_when_it_ended_itself_or_was_left_out(shown: dict[str, str], well: bool) -> None:
    assert read(**(ENDED | shown)).well is well


def test_a_systemd_that_does_not_tell_how_a_unit_ended_leaves_it_unwell() -> None:
    assert not read(ActiveState="inactive", SubState="dead", Type="simple", Result="success").well


@pytest.mark.parametrize("sub", ["waiting", "listening", "running"])
def test_timers_and_sockets_are_well_while_they_are_there(sub: str) -> None:
    assert read(ActiveState="active", SubState=sub, LoadState="loaded", Result="success").well
