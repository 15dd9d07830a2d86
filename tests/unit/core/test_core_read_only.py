"""GETs that change something are known for what they are, however they are written; what only reads goes through."""

from __future__ import annotations

import pytest

from dcos_upgrade import probes
from dcos_upgrade.core.probe import HttpGet
from dcos_upgrade.core.read_only import changes

CHANGING = [
    "/exhibitor/v1/cluster/restart",
    "/exhibitor/v1/cluster/stop/10.0.1.1",
    "/exhibitor/exhibitor/v1/cluster/start",
    "/exhibitor/v1/cluster/set/restarts/false",
    "/exhibitor/v1/config/rollback-rolling",
    "/exhibitor/v1/config/force-commit-rolling",
    "/exhibitor/v1/explorer/znode/mesos",
    "/machine/down",
    "/machine/up",
    "/mesos/machine/down",
    "/master/machine/up",
    "/master/teardown",
    "/mesos/master/unreserve",
    "/slave(1)/logging/toggle?level=3",
    "/logging/toggle",
    "/agent/S1/profiler/start",
    "/memory-profiler/stop",
]
DISGUISES = [
    lambda path: path.upper(),
    lambda path: path.replace("/", "//"),
    lambda path: path.replace("/", "/./"),
    lambda path: "".join(f"%{ord(letter):02x}" if letter.isalpha() else letter for letter in path),
    lambda path: path.replace("a", "%2561"),
    lambda path: path.partition("?")[0] + ";x=1",
    lambda path: path.partition("?")[0] + "/?next=/v2/info",
    lambda path: f"http://10.0.1.1:8181{path}#/v2/info",
]
READING = [
    "/exhibitor/v1/cluster/status",
    "/exhibitor/v1/config/get-state",
    "/maintenance/schedule",
    "/v2/apps//shutdown?embed=apps.tasks",
    "/v2/apps//team/teardown/versions",
    "/service/profiler/start-page",
    "http://10.0.1.1:8080/v2/info",
    "",
]


@pytest.mark.parametrize("path", CHANGING)
def test_what_changes_something_is_named_with_its_source(path: str):
    assert "(" in changes(path)


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("path", CHANGING)
def test_no_way_of_writing_it_hides_it(path: str, disguise):
    assert changes(disguise(path))


@pytest.mark.parametrize("path", READING)
def test_what_only_reads_goes_through(path: str):
    assert changes(path) == ""


def test_a_path_that_is_encoded_without_end_does_not_go_through():
    assert changes("/v2/info%" + "25" * 10 + "41")


@pytest.mark.parametrize("probe", [probe for probe in probes.known().values() if isinstance(probe.question, HttpGet)])
def test_no_probe_asks_for_a_change(probe):
    assert changes(probe.question.path) == ""
