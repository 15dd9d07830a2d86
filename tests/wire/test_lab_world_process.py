"""A whole lab as a process: plain ssh and curl, one real upgrade script, and nothing left afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dcos_upgrade.core.error import Refused
from dcos_upgrade.lab import control
from dcos_upgrade.lab.status import LabNodeStatus, LabStatus

pytestmark = [pytest.mark.wire, pytest.mark.xdist_group("world-process")]
"""They share one lab."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, LabStatus]]:
    state = tmp_path_factory.mktemp("lab")
    status = control.up(state)
    try:
        yield state, status
    finally:
        control.down(state)


def node_of(status: LabStatus, node: str) -> LabNodeStatus:
    return next(known for known in status.nodes if known.id == node)


def ssh(status: LabStatus, node: str, command: str) -> subprocess.CompletedProcess[str]:
    access = node_of(status, node).ssh
    options = [
        "-o",
        f"UserKnownHostsFile={status.known_hosts}",
        "-o",
        "StrictHostKeyChecking=yes",
        "-o",
        "BatchMode=yes",
    ]
    where = ["-i", access.identity, "-p", str(access.port), f"{access.user}@{access.host}"]
    return subprocess.run(["ssh", *options, *where, command], capture_output=True, text=True, timeout=120, check=False)


def curl(url: str, *options: str) -> str:
    done = subprocess.run(
        ["curl", "-s", "-m", "5", *options, url], capture_output=True, text=True, timeout=20, check=False
    )
    return done.stdout


def wait_for(holds: Callable[[], bool], seconds: float = 40.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold in time"
        time.sleep(0.1)


def metrics(url: str) -> dict[str, Any]:
    text = curl(f"{url}/metrics/snapshot")
    return json.loads(text) if text else {}


def test_a_node_shows_its_version_over_plain_ssh(lab: tuple[Path, LabStatus]) -> None:
    _, status = lab

    answer = ssh(status, "a2", "cat /opt/mesosphere/etc/dcos-version.json")

    assert json.loads(answer.stdout)["version"] == "1.9.4"


def test_a_follower_redirects_curl(lab: tuple[Path, LabStatus]) -> None:
    _, status = lab
    leaders = [url for url in status.mesos if metrics(url)["master/elected"] == 1.0]
    follower = next(url for url in status.mesos if url not in leaders)

    head = curl(f"{follower}/slaves", "-D", "-", "-o", "/dev/null")

    assert len(leaders) == 1
    assert " 307 " in head.splitlines()[0]
    assert f"Location: {leaders[0].removeprefix('http:')}/master/slaves" in head
    assert len(json.loads(curl(f"{follower}/slaves", "-L"))["slaves"]) == 3


def test_the_shell_on_a_node_sees_the_worlds_units(lab: tuple[Path, LabStatus]) -> None:
    _, status = lab

    assert ssh(status, "m1", "systemctl is-active dcos-mesos-master").stdout == "active\n"


def test_a_second_lab_in_the_same_place_is_refused(lab: tuple[Path, LabStatus]) -> None:
    state, _ = lab

    with pytest.raises(Refused):
        control.up(state)


def test_a_fault_is_listed_with_its_time_until_it_is_cleared(lab: tuple[Path, LabStatus]) -> None:
    state, _ = lab

    during = control.fault_set(state, "stale-exhibitor", "m2")["faults"]
    after = control.fault_clear(state)["faults"]

    assert [(one["name"], one["node"], one["since"][-1]) for one in during] == [("stale-exhibitor", "m2", "Z")]
    assert after == []


def test_an_agents_upgrade_script_brings_it_back_with_its_id_and_tasks(lab: tuple[Path, LabStatus]) -> None:
    _, status = lab
    address = node_of(status, "a1").address

    def agent() -> dict[str, Any]:
        listed = json.loads(curl(f"{status.mesos[0]}/slaves", "-L"))["slaves"]
        return next((one for one in listed if one["hostname"] == address), {})

    def tasks() -> set[str]:
        return {task["id"] for task in json.loads(curl(f"{status.mesos[0]}/tasks?limit=1000", "-L"))["tasks"]}

    before, tasks_before = agent(), tasks()
    script = status.script_url.replace("{from}", "1.9.4").replace("{to}", "1.9.9")

    done = ssh(status, "a1", f"cd /tmp && curl -sSfO {script} && bash dcos_node_upgrade.sh")

    assert done.returncode == 0, done.stderr
    wait_for(lambda: bool(agent().get("reregistered_time")) and agent()["active"])
    assert agent()["id"] == before["id"]
    assert tasks() == tasks_before
    assert json.loads(ssh(status, "a1", "cat /opt/mesosphere/etc/dcos-version.json").stdout)["version"] == "1.9.9"


def test_a_masters_upgrade_script_brings_it_back_into_the_ensemble(lab: tuple[Path, LabStatus]) -> None:
    _, status = lab
    started = time.time()
    script = status.script_url.replace("{from}", "1.9.4").replace("{to}", "1.9.9")

    done = ssh(status, "m3", f"cd /tmp && curl -sSfO {script} && bash dcos_node_upgrade.sh")

    assert done.returncode == 0, done.stderr
    wait_for(lambda: metrics(status.mesos[2]).get("registrar/log/recovered") == 1.0)
    assert metrics(status.mesos[2])["master/uptime_secs"] < time.time() - started
    for url in status.exhibitor:
        wait_for(
            lambda url=url: [row["code"] for row in json.loads(curl(f"{url}/exhibitor/v1/cluster/status"))] == [3, 3, 3]
        )
    wait_for(lambda: curl(f"{status.marathon[2]}/ping") == "pong\n")


def test_down_leaves_no_process_and_may_be_said_twice(tmp_path: Path) -> None:
    status = control.up(tmp_path, size="1+1+0")

    assert control.down(tmp_path) is True
    assert control.down(tmp_path) is False
    trees = f"{tmp_path}/lab/nodes".encode()
    left = [
        entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit() and trees in _command_line(entry.name)
    ]
    assert left == []
    assert curl(f"{status.mesos[0]}/health", "-D", "-") == ""


def test_a_killed_lab_can_be_cleaned_up_and_started_again(tmp_path: Path) -> None:
    first = control.up(tmp_path, size="1+1+0")
    os.kill(first.pid, 9)

    second = control.up(tmp_path, size="1+1+0")

    assert second.pid != first.pid
    assert ssh(second, "a1", "true").returncode == 0
    assert control.down(tmp_path) is True


def _command_line(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
