"""Which Mesos runs where a release's own is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dcos_upgrade.core.mesos_version import numbers
from dcos_upgrade.lab.nodes.components import components
from dcos_upgrade.lab.wire import mesos_builds
from dcos_upgrade.lab.wire.doors import doors
from dcos_upgrade.lab.wire.mesos_builds import RELEASED, MesosBuilds
from dcos_upgrade.lab.wire.real_mesos import RealMesos
from dcos_upgrade.render.console.lab import lab_text
from dcos_upgrade.render.terminal import Terminal

ROUTE = ("1.10.8", "1.11.10", "1.12.3", "1.13.9", "2.0.6", "2.1.1", "2.2.1")


def program(folder: Path, text: str) -> Path:
    file = folder / "node"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


def test_what_is_there_runs_itself() -> None:
    assert MesosBuilds(("1.8.1", "1.8.2")).running("1.8.1") == "1.8.1"


def test_the_newest_of_the_same_minor_stands_in() -> None:
    assert MesosBuilds(("1.8.9", "1.8.10", "1.7.3", "1.9.0")).running("1.8.2") == "1.8.10"


@pytest.mark.parametrize("wanted", ["1.2.3", "unknown"])
def test_without_one_of_the_minor_its_own_is_asked_for(wanted: str) -> None:
    assert MesosBuilds(("1.8.1",)).running(wanted) == wanted


def test_a_program_that_tells_what_it_has_is_believed(tmp_path: Path) -> None:
    assert MesosBuilds.of(program(tmp_path, '[ "$1" = versions ] && echo 1.8.2 1.9.0')).versions == ("1.8.2", "1.9.0")


@pytest.mark.parametrize("text", ["exit 1", "echo usage: node VERSION", "true", "exec sleep 60"])
def test_where_a_program_does_not_tell_the_released_versions_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(mesos_builds, "_ANSWER_WITHIN", 0.2)

    assert MesosBuilds.of(program(tmp_path, text)).versions == RELEASED


def test_every_minor_from_1_10_on_has_a_stand_in_of_its_own_minor() -> None:
    builds = MesosBuilds(RELEASED)
    wanted = [components(release)["mesos"] for release in ROUTE]

    assert [numbers(builds.running(one))[:2] for one in wanted] == [numbers(one)[:2] for one in wanted]
    assert {builds.running(one) for one in wanted} == set(RELEASED)


def test_the_lab_names_what_stands_in_and_nothing_else() -> None:
    found = MesosBuilds(RELEASED).stand_ins()

    assert found["1.8.2"] == "1.8.1"
    assert "1.8.1" not in found
    assert "1.2.3" not in found


async def test_a_node_runs_the_stand_in_and_the_log_says_so(
    bench: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    real = RealMesos(bench.world, Path("/programs"), tmp_path / "mesos")
    await bench.stop("a1", "dcos-mesos-slave")
    bench.files["a1"].release = "1.10.7"
    await bench.start("a1", "dcos-mesos-slave")
    bench.wait(60)
    door = next(door for door in doors(bench.world) if (door.node, door.port) == ("a1", 5051))

    program = real.program(door)

    assert program._command.words[1] == "1.4.3"
    assert "a1: Mesos 1.4.3 runs in place of 1.4.2, which /programs lacks" in caplog.text


def test_people_read_what_stands_in() -> None:
    lab: dict[str, Any] = {
        "zone": "z",
        "release": "r",
        "time_factor": 1,
        "nodes": [],
        "bootstrap": "",
        "cluster_file": "",
    }
    lab |= {"mesos": [], "marathon": [], "exhibitor": [], "stand_ins": {"1.4.0": "1.4.3", "1.4.2": "1.4.3"}}

    assert "  Mesos 1.4.3 runs in place of 1.4.0, 1.4.2" in lab_text(lab, Terminal()).splitlines()
