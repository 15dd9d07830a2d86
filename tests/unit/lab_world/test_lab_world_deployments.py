"""How the lab's Marathon replaces tasks, takes deployments back and remembers versions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.wire import marathon
from dcos_upgrade.lab.wire.reply import Ask, Reply
from dcos_upgrade.lab.wire.task_server import task_at

SERVER = {"cmd": "exec python3 -m http.server $PORT0", "cpus": 0.1, "mem": 32}


def send(bench: Any, method: str, path: str, body: object = None) -> Reply:
    bare, _, query = path.partition("?")
    named = {name: (value,) for name, _, value in (pair.partition("=") for pair in query.split("&") if pair)}
    bench.world.advance()
    data = b"" if body is None else json.dumps(body).encode()
    return marathon.answer(bench.world, NodeId("m2"), Ask(method=method, path=bare, query=named, body=data))


def deployed(bench: Any, app_id: str, **fields: Any) -> None:
    assert send(bench, "POST", "/v2/apps", {"id": app_id, **SERVER, **fields}).status == 201
    bench.wait(60)
    assert bench.world.deploying.under_way == []


def states(bench: Any, app_id: str) -> list[str]:
    return sorted(task.state for task in bench.world.tasks.of_app(app_id))


def history(bench: Any, app_id: str, seconds: int) -> list[int]:
    """How many of its tasks run, looked at each second as DC/OS counts them."""
    counts = []
    for _ in range(seconds):
        bench.wait(1)
        counts.append(states(bench, app_id).count("TASK_RUNNING"))
    return counts


@pytest.mark.parametrize(
    ("strategy", "fewest", "most"),
    [
        ({"minimumHealthCapacity": 1, "maximumOverCapacity": 1}, 2, 4),
        ({"minimumHealthCapacity": 0, "maximumOverCapacity": 0}, 0, 2),
        ({"minimumHealthCapacity": 0.5, "maximumOverCapacity": 0}, 1, 2),
        ({"minimumHealthCapacity": 1, "maximumOverCapacity": 0}, 2, 3),
    ],
)
def test_new_tasks_replace_old_ones_within_the_upgrade_strategy(
    bench: Any, strategy: dict[str, float], fewest: int, most: int
) -> None:
    deployed(bench, "/app", instances=2, upgradeStrategy=strategy)
    before = {task.id for task in bench.world.tasks.of_app("/app")}

    send(bench, "PUT", "/v2/apps/app", {"env": {"NEW": "1"}})
    counts = history(bench, "/app", 60)

    assert min(counts) == fewest
    assert max(counts) <= most
    assert states(bench, "/app") == ["TASK_RUNNING", "TASK_RUNNING"]
    assert before.isdisjoint(task.id for task in bench.world.tasks.of_app("/app"))


def test_scaling_down_ends_the_youngest(bench: Any) -> None:
    deployed(bench, "/app", instances=1)
    old = bench.world.tasks.of_app("/app")[0].id
    send(bench, "PUT", "/v2/apps/app", {"instances": 3})
    bench.wait(60)

    send(bench, "PUT", "/v2/apps/app", {"instances": 1})
    bench.wait(60)

    assert [task.id for task in bench.world.tasks.of_app("/app")] == [old]


def test_a_change_of_nothing_deploys_nothing(bench: Any) -> None:
    deployed(bench, "/app")
    before = bench.world.tasks.of_app("/app")

    answer = send(bench, "PUT", "/v2/apps/app", {"cpus": 0.1})

    assert answer.status == 200
    assert bench.world.deploying.under_way == []
    assert bench.world.tasks.of_app("/app") == before


def test_a_restart_gives_new_tasks_of_the_same_definition(bench: Any) -> None:
    deployed(bench, "/app")
    before = bench.world.tasks.of_app("/app")[0].id

    assert send(bench, "POST", "/v2/apps/app/restart").status == 200
    bench.wait(60)

    assert [task.id == before for task in bench.world.tasks.of_app("/app")] == [False]


def test_an_earlier_version_is_gone_back_to(bench: Any) -> None:
    deployed(bench, "/app", env={"A": "1"})
    first = bench.world.scheduling.app("/app").version
    send(bench, "PUT", "/v2/apps/app", {"env": {"A": "2"}})
    bench.wait(60)

    answer = send(bench, "PUT", "/v2/apps/app", {"version": first})
    bench.wait(60)

    assert answer.status == 200
    assert bench.world.scheduling.app("/app").definition["env"] == {"A": "1"}
    assert send(bench, "PUT", "/v2/apps/app", {"version": "2001-01-01T00:00:00.000Z"}).status == 404


def test_a_deployment_that_is_ended_goes_back_and_one_that_is_forced_stays_as_far_as_it_came(bench: Any) -> None:
    deployed(bench, "/app")
    nowhere = {"constraints": [["hostname", "LIKE", "nowhere"]]}
    stuck = json.loads(send(bench, "PUT", "/v2/apps/app", nowhere).body)["deploymentId"]
    bench.wait(60)
    assert [one.id for one in bench.world.deploying.under_way] == [stuck]

    back = send(bench, "DELETE", f"/v2/deployments/{stuck}")
    bench.wait(60)
    assert back.status == 200
    assert "constraints" not in bench.world.scheduling.app("/app").definition
    assert states(bench, "/app") == ["TASK_RUNNING"]

    again = json.loads(send(bench, "PUT", "/v2/apps/app", nowhere).body)["deploymentId"]
    assert send(bench, "DELETE", f"/v2/deployments/{again}?force=true").status == 202
    assert bench.world.deploying.under_way == []
    assert "constraints" in bench.world.scheduling.app("/app").definition
    assert send(bench, "DELETE", f"/v2/deployments/{again}").status == 404


def test_a_task_that_dies_during_its_deployment_is_started_again(bench: Any) -> None:
    send(bench, "POST", "/v2/apps", {"id": "/app", **SERVER})
    while not bench.world.tasks.of_app("/app"):
        bench.wait(0.5)
    bench.world.tasks.end(bench.world.tasks.of_app("/app")[0], "TASK_FAILED")

    bench.wait(60)

    assert states(bench, "/app") == ["TASK_RUNNING"]
    assert bench.world.deploying.under_way == []


def test_no_task_is_ended_on_an_agent_that_is_away(bench: Any) -> None:
    deployed(bench, "/app")
    agent = bench.world.tasks.of_app("/app")[0].node.id
    bench.world.systemd.stop(bench.world.hosts[agent], "dcos-mesos-slave.service")

    send(bench, "DELETE", "/v2/apps/app")
    bench.wait(60)
    assert states(bench, "/app") == ["TASK_RUNNING"]
    assert len(bench.world.deploying.under_way) == 1

    bench.world.systemd.start(bench.world.hosts[agent], "dcos-mesos-slave.service")
    bench.wait(300)
    assert states(bench, "/app") == []
    assert bench.world.deploying.under_way == []


def test_what_is_larger_than_any_agent_waits(bench: Any) -> None:
    send(bench, "POST", "/v2/apps", {"id": "/app", **SERVER, "cpus": 100})
    bench.wait(60)

    assert states(bench, "/app") == []
    assert set(bench.world.scheduling.waiting) == {"/app"}


async def test_the_fault_that_starts_a_deployment_takes_only_its_own_away(bench: Any) -> None:
    await bench.board.set("deployment-starts", None)
    send(bench, "POST", "/v2/apps", {"id": "/app", **SERVER})
    assert send(bench, "PUT", "/v2/apps/web", {"instances": 1}).status == 409

    await bench.board.clear("deployment-starts")

    assert [one.app for one in bench.world.deploying.under_way] == ["/app"]


def test_patch_came_with_marathon_1_5(bench: Any) -> None:
    process = bench.world.marathons.instances["m2"].process
    process.components["marathon"] = "1.4.11"
    assert send(bench, "PATCH", "/v2/apps/web", {"instances": 3}).status == 405

    process.components["marathon"] = "1.5.8"
    assert send(bench, "PATCH", "/v2/apps/web", {"instances": 3}).status == 200


def test_a_health_checked_app_that_nobody_answers_for_is_never_deployed(bench: Any) -> None:
    check = {"protocol": "HTTP", "path": "/", "gracePeriodSeconds": 10}
    send(
        bench, "POST", "/v2/apps", {"id": "/deaf", "cmd": "sleep 100", "cpus": 0.1, "mem": 16, "healthChecks": [check]}
    )
    bench.wait(120)

    shown = bench.json(marathon.answer, "m2", "/v2/apps/deaf")["app"]
    assert (shown["tasksRunning"], shown["tasksHealthy"], shown["tasksUnhealthy"]) == (1, 0, 1)
    assert len(bench.world.deploying.under_way) == 1


def test_a_port_opens_when_its_task_runs_and_not_before(bench: Any) -> None:
    send(bench, "POST", "/v2/apps", {"id": "/app", **SERVER})
    while not bench.world.tasks.of_app("/app"):
        bench.wait(0.5)
    task = bench.world.tasks.of_app("/app")[0]

    assert task.state == "TASK_STAGING"
    assert task_at(bench.world, task.node.id, task.ports[0]) is None
    bench.wait(60)
    assert task_at(bench.world, task.node.id, task.ports[0]) is task
    bench.world.power_off(task.node.id)
    assert task_at(bench.world, task.node.id, task.ports[0]) is None


def test_the_same_seed_gives_the_same_tasks_at_the_same_moments(make_bench: Any) -> None:
    def story() -> list[tuple[str, Any, float | None, str]]:
        bench = make_bench()
        deployed(bench, "/app", instances=3)
        send(bench, "PUT", "/v2/apps/app", {"env": {"A": "1"}})
        bench.wait(60)
        return [(task.id, task.ports, task.started_at, task.state) for task in bench.world.tasks.of_app("/app")]

    assert story() == story()


@pytest.mark.parametrize(
    ("strategy", "soon", "late"),
    [
        ({"inactiveAfterSeconds": 0, "expungeAfterSeconds": 0}, "TASK_RUNNING", "TASK_RUNNING"),
        ({"inactiveAfterSeconds": 1000, "expungeAfterSeconds": 2000}, "TASK_UNREACHABLE", "TASK_RUNNING"),
        ("disabled", "TASK_UNREACHABLE", "TASK_UNREACHABLE"),
    ],
)
def test_a_task_on_an_unreachable_agent_is_replaced_when_its_apps_strategy_says(
    bench: Any, strategy: object, soon: str, late: str
) -> None:
    deployed(bench, "/app", unreachableStrategy=strategy)
    agent = bench.world.tasks.of_app("/app")[0].node.id
    bench.world.systemd.stop(bench.world.hosts[agent], "dcos-mesos-slave.service")

    bench.wait_real(16)
    assert states(bench, "/app") == [soon]
    bench.wait(1000)
    bench.wait(20)
    assert states(bench, "/app") == [late]
