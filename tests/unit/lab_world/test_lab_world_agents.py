from __future__ import annotations

from typing import Any

from dcos_upgrade.lab.wire import marathon, mesos_agent, mesos_master

UNREACHABLE_AFTER = 15.0
"""Real seconds: the floor that the time factor does not go below."""

RECOVERED_AFTER = 2.0
"""Real seconds that a started agent waits for its executors; the floor, too."""


def agents(bench: Any) -> dict[str, Any]:
    return {agent["hostname"]: agent for agent in bench.json(mesos_master.answer, "m1", "/slaves")["slaves"]}


def metrics(bench: Any) -> dict[str, float]:
    answer: dict[str, float] = bench.json(mesos_master.answer, "m1", "/metrics/snapshot")
    return answer


def task_ids(bench: Any, app: str) -> set[str]:
    apps = bench.json(marathon.answer, "m1", "/v2/apps?embed=apps.tasks")["apps"]
    return {task["id"] for entry in apps if entry["id"] == app for task in entry["tasks"]}


def all_task_ids(bench: Any) -> set[str]:
    return {task["id"] for task in bench.json(mesos_master.answer, "m1", "/tasks")["tasks"]}


async def test_an_agent_that_stops_is_inactive_at_once(bench: Any) -> None:
    await bench.stop("a1")

    assert agents(bench)["127.9.9.21"]["active"] is False
    assert metrics(bench)["master/slaves_disconnected"] == 1.0


async def test_an_upgraded_agent_comes_back_with_its_id_and_its_new_version(bench: Any) -> None:
    before, tasks = agents(bench)["127.9.9.21"], all_task_ids(bench)
    await bench.stop("a1")
    bench.files["a1"].release = "1.10.7"
    bench.wait(10)
    await bench.start("a1")
    bench.wait_real(RECOVERED_AFTER)
    bench.wait(90)

    after = agents(bench)["127.9.9.21"]
    assert (after["id"], after["active"], after["version"]) == (before["id"], True, "1.4.2")
    assert "reregistered_time" not in before
    assert after["reregistered_time"] > before["registered_time"]
    assert all_task_ids(bench) == tasks


async def test_the_version_is_that_of_the_start_not_of_the_files(bench: Any) -> None:
    bench.files["a1"].release = "1.10.7"

    assert bench.json(mesos_agent.answer, "a1", "/state")["version"] == "1.2.3"


async def test_an_agent_away_for_too_long_is_in_no_list(bench: Any) -> None:
    await bench.stop("a1")
    bench.wait_real(UNREACHABLE_AFTER - 0.1)
    assert "127.9.9.21" in agents(bench)

    bench.wait_real(0.2)

    assert "127.9.9.21" not in agents(bench)
    assert metrics(bench)["master/slaves_unreachable"] == 1.0
    assert metrics(bench)["master/slaves_disconnected"] == 0.0


async def test_an_unreachable_agent_returns_with_its_id(bench: Any) -> None:
    before = agents(bench)["127.9.9.21"]["id"]
    await bench.stop("a1")
    bench.wait_real(UNREACHABLE_AFTER + 1)
    await bench.start("a1")
    bench.wait(90)

    assert agents(bench)["127.9.9.21"]["id"] == before
    assert metrics(bench)["master/slaves_unreachable"] == 0.0


async def test_until_1_11_a_second_agent_is_marked_unreachable_much_later(bench: Any) -> None:
    await bench.stop("a1")
    await bench.stop("a2")
    bench.wait_real(UNREACHABLE_AFTER + 1)

    assert metrics(bench)["master/slaves_unreachable"] == 1.0
    bench.wait(1200)
    assert metrics(bench)["master/slaves_unreachable"] == 2.0


async def test_from_1_12_all_are_marked_at_once(make_bench: Any) -> None:
    bench = make_bench(release="1.12.4")
    await bench.stop("a1")
    await bench.stop("a2")
    bench.wait_real(UNREACHABLE_AFTER + 1)

    assert metrics(bench)["master/slaves_unreachable"] == 2.0


async def test_web_tasks_of_an_unreachable_agent_start_elsewhere(bench: Any) -> None:
    before = task_ids(bench, "/web")
    await bench.stop("a1")
    bench.wait_real(UNREACHABLE_AFTER + 1)

    after = task_ids(bench, "/web")
    hosts = {task.node.id for task in bench.world.tasks.of_app("/web")}
    assert len(after) == len(before) and after != before
    assert hosts == {"a2"}


async def test_a_pinned_task_waits_in_the_queue_for_its_host(bench: Any) -> None:
    await bench.stop("a1")
    bench.wait_real(UNREACHABLE_AFTER + 1)
    queue = bench.json(marathon.answer, "m1", "/v2/queue")["queue"]

    await bench.start("a1")
    bench.wait(120)

    assert [entry["app"]["id"] for entry in queue] == ["/pinned"]
    assert bench.json(marathon.answer, "m1", "/v2/queue")["queue"] == []
    assert {task.node.id for task in bench.world.tasks.of_app("/pinned")} == {"a1"}


async def test_a_task_with_a_volume_waits_for_its_agent_and_keeps_its_id(bench: Any) -> None:
    before = task_ids(bench, "/data/store")
    home = bench.world.tasks.of_app("/data/store")[0].node.id
    await bench.stop(home)
    bench.wait_real(UNREACHABLE_AFTER + 1)
    assert bench.world.tasks.of_app("/data/store")[0].state == "TASK_UNREACHABLE"

    await bench.start(home)
    bench.wait_real(RECOVERED_AFTER)
    bench.wait(90)

    assert task_ids(bench, "/data/store") == before
    assert bench.world.tasks.of_app("/data/store")[0].state == "TASK_RUNNING"


async def test_an_agent_whose_id_is_gone_from_its_disk_gets_the_next_number(bench: Any) -> None:
    before = agents(bench)["127.9.9.21"]["id"]
    await bench.stop("a1")
    bench.files["a1"].agent = None
    bench.wait(10)
    await bench.start("a1")
    bench.wait(90)

    after = agents(bench)["127.9.9.21"]["id"]
    assert (before.rpartition("-")[2], after.rpartition("-")[2]) == ("S0", "S3")
    assert bench.files["a1"].agent == after


async def test_an_agent_that_is_not_registered_yet_says_so(bench: Any) -> None:
    await bench.stop("a1")
    bench.wait(10)
    await bench.start("a1")
    while bench.world.agents.agents["a1"].process is None:
        bench.wait(0.1)
    early = bench.json(mesos_agent.answer, "a1", "/metrics/snapshot")["slave/registered"]

    bench.wait_real(RECOVERED_AFTER)
    bench.wait(61)

    assert (early, bench.json(mesos_agent.answer, "a1", "/metrics/snapshot")["slave/registered"]) == (0.0, 1.0)


async def test_an_agent_that_waits_for_its_executors_says_so_and_is_not_registered(bench: Any) -> None:
    await bench.stop("a1")
    bench.wait(10)
    await bench.start("a1")
    bench.wait_real(RECOVERED_AFTER / 2)

    answer = bench.ask(mesos_agent.answer, "a1", "/state")
    assert (answer.status, answer.body) == (503, b"Agent has not finished recovery")
    assert agents(bench)["127.9.9.21"]["active"] is False

    bench.wait_real(RECOVERED_AFTER)
    assert bench.ask(mesos_agent.answer, "a1", "/state").status == 200


async def test_an_agent_without_tasks_waits_for_nobody(bench: Any) -> None:
    bench.world.tasks.end_all_on("a1", "TASK_FINISHED")
    await bench.stop("a1")
    bench.wait(10)
    await bench.start("a1")
    bench.wait(90)

    assert agents(bench)["127.9.9.21"]["active"] is True


async def test_only_an_agent_that_the_leader_did_not_list_counts_as_reregistered(bench: Any) -> None:
    await bench.stop("a1")
    bench.wait(10)
    await bench.start("a1")
    bench.wait_real(RECOVERED_AFTER)
    bench.wait(90)
    assert agents(bench)["127.9.9.21"]["reregistered_time"]
    assert metrics(bench)["master/slave_reregistrations"] == 0.0

    await bench.stop("a1")
    bench.wait_real(UNREACHABLE_AFTER + 1)
    await bench.start("a1")
    bench.wait_real(RECOVERED_AFTER)
    bench.wait(90)
    assert metrics(bench)["master/slave_reregistrations"] == 1.0


def test_public_agents_carry_their_role_and_attribute(bench: Any) -> None:
    public = agents(bench)["127.9.9.31"]

    assert public["attributes"]["public_ip"] == "true"
    assert set(public["reserved_resources"]) == {"slave_public"}
    assert {task.node.id for task in bench.world.tasks.of_app("/edge/proxy")} == {"p1"}


def test_tasks_are_listed_a_hundred_at_a_time(bench: Any) -> None:
    first = bench.json(mesos_master.answer, "m1", "/tasks?limit=2")["tasks"]
    rest = bench.json(mesos_master.answer, "m1", "/tasks?limit=100&offset=2")["tasks"]

    assert (len(first), len(rest)) == (2, 4)
    assert not {task["id"] for task in first} & {task["id"] for task in rest}
