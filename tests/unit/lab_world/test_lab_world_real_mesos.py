"""A lab whose Mesos is real: what is called, for whom, and what the world leaves to it."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Usage
from dcos_upgrade.lab import layout
from dcos_upgrade.lab.wire import adminrouter, marathon
from dcos_upgrade.lab.wire.doors import doors
from dcos_upgrade.lab.wire.heartbeats import messages
from dcos_upgrade.lab.wire.program import Command, Program
from dcos_upgrade.lab.wire.real_mesos import RealMesos, executors

STATE = {"id": "s-S0", "frameworks": [{"id": "f-0", "executors": [{"id": "web.1"}]}]}


@pytest.fixture
def real(bench: Any, tmp_path: Path) -> RealMesos:
    return RealMesos(bench.world, Path("/programs"), tmp_path / "mesos")


def node(bench: Any, name: str) -> Any:
    return bench.world.hosts[NodeId(name)].node


def test_the_first_master_leads_and_the_others_follow_it(bench: Any, real: RealMesos) -> None:
    assert real.command(node(bench, "m1"), "1.7.3").words == ("/programs/node", "1.7.3", "master", "127.9.9.11:5050")
    assert real.command(node(bench, "m2"), "1.8.1").words[2:] == ("standby", "127.9.9.12:5050", "127.9.9.11:5050")


def test_agents_have_their_rack_and_a_public_one_its_reserved_role(bench: Any, real: RealMesos) -> None:
    private, public = (real.command(node(bench, name), "1.7.3") for name in ("a1", "p1"))

    assert private.words[2:] == ("agent", "127.9.9.21:5051", "127.9.9.11:5050")
    assert private.environment["MESOS_ATTRIBUTES"] == "rack:rack-2"
    assert "MESOS_DEFAULT_ROLE" not in private.environment
    assert public.environment["MESOS_ATTRIBUTES"] == "public_ip:true;rack:rack-1"
    assert public.environment["MESOS_DEFAULT_ROLE"] == "slave_public"


def test_only_the_ports_of_mesos_are_left_to_it(bench: Any, real: RealMesos) -> None:
    played = {(door.node, door.port) for door in doors(bench.world) if real.plays(door)}

    assert played == {("m1", 5050), ("m2", 5050), ("m3", 5050), ("a1", 5051), ("a2", 5051), ("p1", 5051)}


def test_a_started_process_is_of_the_version_that_lies_on_the_nodes_disk(bench: Any, real: RealMesos) -> None:
    door = next(door for door in doors(bench.world) if (door.node, door.port) == ("a1", 5051))

    assert real.program(door)._command.words[1] == bench.files["a1"].component("mesos")


async def test_no_other_master_leads_while_the_first_is_away(bench: Any) -> None:
    bench.world.mesos.only = NodeId("m1")

    await bench.stop("m1", "dcos-mesos-master")
    bench.wait(600)
    assert bench.world.mesos.leader is None
    await bench.start("m1", "dcos-mesos-master")
    bench.wait(600)
    assert bench.world.mesos.leader == "m1"


def test_the_double_does_not_answer_behind_admin_router(bench: Any) -> None:
    bench.wait(600)
    assert bench.ask(adminrouter.answer, "m1", "/mesos/version").status == 200

    bench.world.spec = replace(bench.world.spec, mesos=Path("/programs"))

    assert bench.ask(adminrouter.answer, "m1", "/mesos/version").status == 502


def test_a_message_names_agent_framework_and_executor() -> None:
    assert list(messages(STATE)) == [b"\x0a\x06\x0a\x04s-S0\x12\x05\x0a\x03f-0\x1a\x07\x0a\x05web.1\x22\x00"]


def test_a_long_name_has_a_length_of_two_bytes() -> None:
    long = {"id": "s", "frameworks": [{"id": "f", "executors": [{"id": "x" * 200}]}]}

    (message,) = messages(long)

    assert b"\x1a\xcb\x01\x0a\xc8\x01" + b"x" * 200 in message


def test_a_directory_without_the_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Usage, match="no program 'node'"):
        layout.real_mesos(tmp_path)


def test_a_lab_without_the_option_has_the_double() -> None:
    assert layout.real_mesos(None) is None


async def test_a_program_that_ends_is_started_again_and_a_closed_one_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dcos_upgrade.lab.wire.program._AGAIN", 0.01)
    script = tmp_path / "node"
    script.write_text('#!/bin/sh\necho $$ $WHO >>"$0.pids"\n[ -e "$0.twice" ] && exec sleep 60\n: >"$0.twice"\n')
    script.chmod(0o755)
    program = Program(Command(name="m1", words=(str(script),), environment={"WHO": "me"}), output=tmp_path / "m1.out")

    await program.open()
    lines = await asyncio.to_thread(_two_lines, tmp_path / "node.pids")
    await program.close()

    assert all(line.endswith(" me") for line in lines)
    with pytest.raises(ProcessLookupError):
        os.kill(int(lines[-1].split()[0]), 0)


def dying(folder: Path, last_word: str, status: int) -> Command:
    """A program that counts its starts, says this in its own log and ends."""
    script = folder / "node"
    script.write_text(f'#!/bin/sh\necho start >>"$0.pids"\necho "{last_word}" >>"$0.log"\nexit {status}\n')
    script.chmod(0o755)
    return Command(name="a1", words=(str(script),), environment={}, log=folder / "node.log")


async def test_an_end_by_mesos_itself_is_told_with_its_reason_and_left_to_whoever_was_told(tmp_path: Path) -> None:
    told: asyncio.Queue[tuple[int, str]] = asyncio.Queue()
    command = dying(tmp_path, "E1126 slave.cpp:6313] EXIT with status 1: Incompatible agent info detected.", 1)
    program = Program(command, tmp_path / "a1.out", lambda status, why: told.put_nowait((status, why)) is None)

    await program.open()
    told_of = await told.get()
    await program.close()

    assert told_of == (1, "EXIT with status 1: Incompatible agent info detected.")
    assert (tmp_path / "node.pids").read_text().split() == ["start"]


async def test_a_program_that_never_came_to_run_is_started_again_and_nobody_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dcos_upgrade.lab.wire.program._AGAIN", 0.01)
    told: list[str] = []
    program = Program(
        dying(tmp_path, "the leader does not answer", 1),
        tmp_path / "a1.out",
        lambda status, why: told.append(why) is None,
    )

    await program.open()
    await asyncio.to_thread(_two_lines, tmp_path / "node.pids")
    await program.close()

    assert told == []


async def test_a_real_agent_that_is_not_to_return_is_started_with_other_attributes_than_it_had(
    bench: Any, real: RealMesos
) -> None:
    bench.world.spec = replace(bench.world.spec, mesos=Path("/programs"))
    await bench.board.set("agent-does-not-return", "a1")

    await bench.stop("a1", "dcos-mesos-slave")
    bench.wait(60)
    await bench.start("a1", "dcos-mesos-slave")
    bench.wait(60)

    assert real.command(node(bench, "a1"), "1.7.3").environment["MESOS_ATTRIBUTES"] == "rack:another"
    assert real.command(node(bench, "a2"), "1.7.3").environment["MESOS_ATTRIBUTES"] != "rack:another"
    assert ("a1", 5051) in {(door.node, door.port) for door in doors(bench.world)}


def test_the_root_marathon_has_the_framework_id_that_mesos_itself_has_given(bench: Any) -> None:
    tasks = {task.id for task in bench.world.tasks.live.values() if task.framework == bench.world.root_id}

    bench.world.name_root("35ebe012-0003")

    info = bench.json(marathon.answer, "m1", "/v2/info")
    assert info["frameworkId"] == "35ebe012-0003"
    assert {task.id for task in bench.world.tasks.live.values() if task.framework == "35ebe012-0003"} == tasks
    assert bench.world.frameworks.subscribed("35ebe012-0003")


async def test_the_unit_of_a_real_process_that_ended_is_restarted_and_has_its_reason(
    bench: Any, real: RealMesos
) -> None:
    bench.world.spec = replace(bench.world.spec, mesos=Path("/programs"))
    before = next(door for door in doors(bench.world) if (door.node, door.port) == ("a1", 5051))

    assert real.program(before)._ended(1, "EXIT with status 1: Incompatible agent info detected.")
    fallen = {(door.node, door.port) for door in doors(bench.world)}
    bench.wait(60)
    after = next(door for door in doors(bench.world) if (door.node, door.port) == ("a1", 5051))
    said = await bench.services.journalctl(NodeId("a1"), ("-u", "dcos-mesos-slave"))

    assert ("a1", 5051) not in fallen
    assert after.life != before.life
    assert "Incompatible agent info detected" in said.stdout


def test_an_executor_of_another_lab_is_not_ours_to_end(tmp_path: Path) -> None:
    pids = tmp_path / "1.1.1.1/agents/0/disk/meta/slaves/S0/frameworks/F/executors/E/runs/R/pids"
    pids.mkdir(parents=True)
    (pids / "forked.pid").write_text(str(os.getpid()))

    assert executors(tmp_path) == []


def _two_lines(file: Path) -> list[str]:
    while not file.exists() or len(lines := file.read_text().splitlines()) < 2:
        time.sleep(0.01)
    return lines
