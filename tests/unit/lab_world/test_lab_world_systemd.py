from __future__ import annotations

import json
from typing import Any

import pytest

from dcos_upgrade.lab.world.unit import JAVA


async def systemctl(bench: Any, node: str, *arguments: str) -> Any:
    return await bench.services.systemctl(node, arguments)


async def checks(bench: Any, node: str, *arguments: str) -> Any:
    return await bench.services.checks(node, arguments)


async def test_is_active_by_status_and_word(bench: Any) -> None:
    running = await systemctl(bench, "m1", "is-active", "dcos-mesos-master")
    await bench.stop("m1", "dcos-mesos-master")
    bench.wait(20)
    stopped = await systemctl(bench, "m1", "is-active", "dcos-mesos-master.service")

    assert (running.status, running.stdout) == (0, "active\n")
    assert (stopped.status, stopped.stdout) == (3, "inactive\n")


@pytest.mark.parametrize("words", [("-s", "KILL"), ("--signal=9",), ()])
async def test_a_service_that_is_killed_is_restarted_as_it_was_not_stopped(bench: Any, words: tuple[str, ...]) -> None:
    before = await systemctl(bench, "a1", "show", "-p", "MainPID", "dcos-mesos-slave")

    killed = await systemctl(bench, "a1", "kill", *words, "dcos-mesos-slave")
    down = await systemctl(bench, "a1", "is-active", "dcos-mesos-slave")
    bench.wait(60)
    after = await systemctl(bench, "a1", "show", "-p", "MainPID", "-p", "ActiveState", "dcos-mesos-slave")

    assert (killed.status, down.stdout) == (0, "activating\n")
    assert "ActiveState=active" in after.stdout
    assert before.stdout.strip() not in after.stdout


async def test_a_unit_in_auto_restart_is_activating_and_not_failed(bench: Any) -> None:
    await bench.stop("m3")
    bench.wait(40)
    await bench.stop("m2")
    bench.wait(20)
    await bench.start("m2")
    bench.wait(200)

    active = await systemctl(bench, "m2", "is-active", "dcos-mesos-master")
    failed = await systemctl(bench, "m2", "is-failed", "dcos-mesos-master")

    assert (active.status, active.stdout) == (3, "activating\n")
    assert failed.status == 1


async def test_show_prints_the_properties_that_were_asked_for(bench: Any) -> None:
    answer = await systemctl(bench, "m1", "show", "dcos-mesos-master", "-p", "ActiveState,SubState", "-p", "NRestarts")

    assert answer.stdout == "ActiveState=active\nSubState=running\nNRestarts=0\n"


async def test_show_value_prints_bare_values(bench: Any) -> None:
    answer = await systemctl(bench, "m1", "show", "--property=ActiveState", "--value", "dcos-mesos-master")

    assert answer.stdout == "active\n"


async def test_list_units_takes_patterns(bench: Any) -> None:
    answer = await systemctl(bench, "a1", "list-units", "dcos-mesos*", "--no-legend", "--plain", "--all")

    assert answer.stdout.split()[:4] == ["dcos-mesos-slave.service", "loaded", "active", "running"]


async def test_the_target_wants_what_the_files_want(bench: Any) -> None:
    bench.files["a1"].units = ("dcos-net.service", "dcos-mesos-slave.service")

    answer = await systemctl(bench, "a1", "list-dependencies", "--plain", "dcos.target")

    assert answer.stdout.split() == ["dcos.target", "dcos-mesos-slave.service", "dcos-net.service"]


async def test_a_blocking_stop_returns_when_the_units_are_dead(bench: Any) -> None:
    answer = await systemctl(bench, "m1", "stop", "dcos.target")

    assert answer.status == 0
    states = {name: unit.state.value for name, unit in bench.world.hosts["m1"].units.items()}
    java = {name for name in states if name in JAVA}
    assert java
    assert {states[name] for name in java} == {"failed"}  # a Java program that is told to end ends with 143
    assert {state for name, state in states.items() if name not in java} == {"inactive"}


async def test_a_blocking_start_that_fails_says_so(bench: Any) -> None:
    await systemctl(bench, "m1", "stop", "dcos.target")

    answer = await systemctl(bench, "m1", "start", "dcos-mesos-master")

    assert answer.status == 1


async def test_starting_the_target_starts_the_new_list_and_reload_forgets_the_old(bench: Any) -> None:
    await systemctl(bench, "a1", "stop", "dcos.target")
    bench.files["a1"].units = ("dcos-net.service", "dcos-mesos-slave.service")
    await systemctl(bench, "a1", "daemon-reload")
    await systemctl(bench, "a1", "start", "dcos.target", "--no-block")
    bench.wait(60)

    assert {name: unit.state.value for name, unit in bench.world.hosts["a1"].units.items()} == {
        "dcos-net.service": "active",
        "dcos-mesos-slave.service": "active",
    }


async def test_a_unit_that_no_file_wants_is_not_found(bench: Any) -> None:
    answer = await systemctl(bench, "a1", "start", "dcos-etcd")

    assert (answer.status, "not found" in answer.stderr) == (5, True)


async def test_nothing_starts_while_the_files_are_being_swapped(bench: Any) -> None:
    await systemctl(bench, "a1", "stop", "dcos.target")
    bench.files["a1"].release = None
    await bench.start("a1")
    bench.wait(60)
    assert not bench.world.hosts["a1"].units["dcos-mesos-slave.service"].running

    bench.files["a1"].release = "1.10.7"
    bench.wait(30)

    assert (
        bench.world.hosts["a1"].process(bench.world.hosts["a1"].units["dcos-mesos-slave.service"].kind).release
        == "1.10.7"
    )


async def test_units_of_the_machine_itself_run(bench: Any) -> None:
    assert (await systemctl(bench, "a1", "is-active", "docker")).stdout == "active\n"


async def test_the_journal_has_what_bootstrap_waited_for(bench: Any) -> None:
    await bench.stop("m1")
    bench.wait(20)
    await bench.start("m1")
    bench.wait(40)

    answer = await bench.services.journalctl("m1", ("-u", "dcos-mesos-master", "-n", "3", "--no-pager"))

    assert 0 < len(answer.stdout.splitlines()) <= 3
    assert "bootstrap: waiting for Exhibitor" in answer.stdout


async def test_a_healthy_master_of_1_10_passes_its_checks(make_bench: Any) -> None:
    bench = make_bench(release="1.10.7")

    answer = await checks(bench, "m1", "check", "node-poststart")

    said = json.loads(answer.stdout)
    assert (answer.status, said["status"]) == (0, 0)
    assert {"components_master", "mesos_master_replog_synchronized", "xz"} <= set(said["checks"])
    assert "components_agent" not in said["checks"]


async def test_a_master_that_starts_fails_its_checks(make_bench: Any) -> None:
    bench = make_bench(release="1.10.7")
    await bench.stop("m1")
    bench.wait(20)
    await bench.start("m1")

    answer = await checks(bench, "m1", "check", "node-poststart")

    said = json.loads(answer.stdout)["checks"]
    assert answer.status == 2
    assert said["components_master"]["status"] == 2
    assert said["mesos_master_replog_synchronized"]["status"] == 2
    assert said["xz"]["status"] == 0


async def test_an_agent_without_registration_fails_its_check(make_bench: Any) -> None:
    bench = make_bench(release="1.10.7")
    await bench.stop("a1", "dcos-mesos-slave")

    answer = await checks(bench, "a1", "check", "node-poststart")

    assert json.loads(answer.stdout)["checks"]["mesos_agent_registered_with_masters"]["status"] == 2


async def test_public_agents_of_1_10_and_1_11_have_no_checks(make_bench: Any) -> None:
    bench = make_bench(release="1.11.3")

    answer = await checks(bench, "p1", "check", "node-poststart")

    assert (answer.status, json.loads(answer.stdout)) == (0, {"status": 0, "checks": {}})


async def test_a_check_that_is_not_there_is_silent_in_1_12_and_an_error_that_exits_0_in_1_13(make_bench: Any) -> None:
    old, new = make_bench(release="1.12.4"), make_bench(release="1.13.0")

    silent = await checks(old, "m1", "check", "node-poststart", "cluster")
    error = await checks(new, "m1", "check", "node-poststart", "cluster")

    assert json.loads(silent.stdout) == {"status": 0, "checks": {}}
    assert (error.status, json.loads(error.stdout)["checks"]) == (0, ["cluster: Check not found"])


async def test_cluster_checks_are_empty(make_bench: Any) -> None:
    answer = await checks(make_bench(release="1.10.7"), "m1", "check", "cluster")

    assert (answer.status, json.loads(answer.stdout)["checks"]) == (0, {})
