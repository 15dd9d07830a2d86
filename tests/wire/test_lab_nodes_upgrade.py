"""The lab's nodes over real SSH: the vendor's script, the swap, what a kill leaves, and how it is completed."""

from __future__ import annotations

import asyncio

import pytest
from fakes.lab_nodes import AGENT, MASTER, Lab, eventually, running_lab  # noqa: F401 - pytest finds the fixture here

pytestmark = pytest.mark.wire


async def test_the_script_swaps_the_generation_and_keeps_the_old_one(lab: Lab) -> None:
    before = lab.nodes.files(AGENT).active()

    done = await lab.upgrade(AGENT, "1.9.9", "1.10.7")

    files = lab.nodes.files(AGENT)
    old = files.tree / "opt/mesosphere/active.old"
    assert done.exit_status == 0, done.stderr
    assert "Upgrading DC/OS agent 1.9.9 -> 1.10.7" in str(done.stdout)
    assert files.version() == "1.10.7"
    assert tuple(sorted(link.readlink().name for link in old.iterdir())) == tuple(sorted(before))
    assert not set(before) & set(files.active())
    assert not (files.tree / "opt/mesosphere/install_progress").exists()
    assert lab.services.of(AGENT, "stop")[0] == ("stop", "dcos-3dt.service", "--no-block")
    assert lab.services.of(AGENT, "start") == [("start", "dcos.target", "--no-block")]
    assert "dcos-diagnostics.service" in files.wanted_units()


async def test_a_second_start_refuses_by_the_version_and_is_counted(lab: Lab) -> None:
    await lab.upgrade(MASTER, "1.9.9", "1.10.7")

    again = await lab.upgrade(MASTER, "1.9.9", "1.10.7")

    text = "ERROR: Expecting to upgrade DC/OS from 1.9.9 to 1.10.7. Version found on node: 1.10.7"
    assert again.exit_status == 1
    assert text in str(again.stdout)
    assert [line.split()[1:3] for line in lab.nodes.files(MASTER).upgrade_starts()] == [["1.9.9", "1.10.7"]] * 2


async def test_a_script_of_1_9_begins_with_an_empty_line_and_runs_on_a_master(lab: Lab) -> None:
    done = await lab.upgrade(MASTER, "1.9.9", "1.9.10")

    first = await lab.run(MASTER, "head -c 3 up.sh; cat /opt/mesosphere/etc/dcos-version.json")
    assert done.exit_status == 0, done.stderr
    assert str(first.stdout).startswith("\n#!")
    assert '"version": "1.9.10"' in str(first.stdout)


async def test_a_kill_in_the_archive_stage_leaves_the_true_mess_and_setup_completes_it(lab: Lab) -> None:
    lab.nodes.delay(AGENT, "archive", 30)
    home = lab.nodes.files(AGENT).tree / "opt/mesosphere"
    last = home / "active.buildinfo.full.json.old"
    async with await lab.connect(AGENT) as connection:
        url = lab.nodes.script_url_template.format(**{"from": "1.9.9", "to": "1.10.7"})
        script = await connection.create_process(f"curl -fsSo up.sh {url} && bash up.sh")
        assert await eventually(lambda: asyncio.to_thread(last.exists))
        await connection.run("pkill -KILL -f '[p]kgpanda activate'; pkill sleep")
        ended = await asyncio.wait_for(script.wait(), 30)
    lab.nodes.delay(AGENT, "archive", 0)

    assert ended.exit_status == 137
    assert (home / "install_progress").read_text() == '{"stage": "archive", "extension": ".new"}'
    assert not (home / "bin").exists() and (home / "bin.new").is_dir() and (home / "bin.old").is_dir()
    assert lab.nodes.files(AGENT).version() is None
    rerun = await lab.run(AGENT, "bash up.sh")
    assert rerun.exit_status == 1

    done = await lab.run(AGENT, "pkgpanda=(/opt/mesosphere/packages/pkgpanda--*/bin/pkgpanda); $pkgpanda setup")

    assert done.exit_status == 0, done.stderr
    assert lab.nodes.files(AGENT).version() == "1.10.7"
    assert not (home / "install_progress").exists()
    assert lab.services.of(AGENT, "start") == [("start", "dcos.target")]


async def test_checks_that_never_pass_end_the_1_10_script_silently_with_1(lab: Lab) -> None:
    lab.services.checks_status = 2

    async with await lab.connect(AGENT) as connection:
        url = lab.nodes.script_url_template.format(**{"from": "1.9.9", "to": "1.10.7"})
        shortened = f"curl -fsS {url} | sed 's/attempts=300/attempts=3/' >up.sh && bash up.sh"
        done = await connection.run(shortened)

    assert done.exit_status == 1
    assert done.stdout == "Upgrading DC/OS agent 1.9.9 -> 1.10.7\n"
    assert done.stderr == ""
    assert lab.nodes.files(AGENT).version() == "1.10.7"
