"""Apps that are posted, changed and deleted, and what their tasks answer: the same on both fronts of the lab's world."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fakes.fronts import SOURCE, TARGET, Front, memory_front, wire_front

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.probe import Answer, Service
from dcos_upgrade.core.step import StepOrder

PATIENCE = 400
LEADS, FOLLOWS = "m2", "m3"
SERVER = "exec /opt/mesosphere/bin/python3 -m http.server $PORT0"
ANYWHERE: list[list[str]] = []


pytestmark = pytest.mark.xdist_group("marathon-writes")
"""The tests of a front share one lab."""


@pytest.fixture(scope="module", params=["memory", pytest.param("wire", marks=pytest.mark.wire)])
def front(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """One cluster for all tests of a front; each test has an app of its own."""
    if request.param == "memory":
        yield memory_front()
        return
    with wire_front(tmp_path_factory.mktemp("front")) as wire:
        yield wire


class Marathon:
    """One master's Marathon, and the cluster behind it."""

    def __init__(self, front: Front, master: str = LEADS) -> None:
        self.front = front
        self.url = f"http://{front.node(master).address}:8080"

    async def send(self, method: str, path: str, body: object = None) -> Answer:
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return await self.front.send(method, self.url + path, data)

    async def read(self, path: str) -> Any:
        answer = await self.send("GET", path)
        assert answer.status == 200, answer
        return json.loads(answer.body)

    async def until(self, path: str, holds: Callable[[Any], bool]) -> Any:
        for _ in range(PATIENCE):
            answer = await self.send("GET", path)
            if answer.status == 200 and holds(json.loads(answer.body)):
                return json.loads(answer.body)
            await self.front.clock.sleep(0.05)
        raise AssertionError(f"{path} does not come to hold: {answer.body[:500]!r}")

    async def settled(self, app: str) -> list[dict[str, Any]]:
        """Its tasks, when no deployment of it is left."""
        await self.until("/v2/deployments", lambda all_: all(app not in one["affectedApps"] for one in all_))
        tasks: list[dict[str, Any]] = (await self.read(f"/v2/apps{app}/tasks"))["tasks"]
        return tasks

    async def deployed(self, app: dict[str, Any]) -> list[dict[str, Any]]:
        created = await self.send("POST", "/v2/apps", app)
        assert created.status == 201, created
        return await self.settled(app["id"])

    async def mesos(self, app: str) -> dict[str, str]:
        """State by task id of its tasks that the leading master lists as live."""
        state = json.loads((await self.front.api.get(self.front.node("m1"), Service.MESOS_MASTER, "/state")).body)
        prefix = app.strip("/").replace("/", "_") + "."
        tasks = [task for framework in state["frameworks"] for task in framework["tasks"]]
        return {task["id"]: task["state"] for task in tasks if task["id"].startswith(prefix)}


def server(app_id: str, constraints: list[list[str]] = ANYWHERE, **fields: Any) -> dict[str, Any]:
    ports = [{"port": 0, "protocol": "tcp"}]
    size = {"cpus": 0.1, "mem": 32, "instances": 1}
    return {"id": app_id, "cmd": SERVER, **size, "constraints": constraints, "portDefinitions": ports, **fields}


def only(front: Front, agent: str) -> list[list[str]]:
    return [["hostname", "LIKE", front.node(agent).address.replace(".", "\\.")]]


def where(task: dict[str, Any]) -> str:
    return f"http://{task['host']}:{task['ports'][0]}/"


# --- taken --------------------------------------------------------------------------------------------------------------


def test_a_posted_app_is_deployed_for_a_while_and_then_runs_where_its_constraint_wants_it(front: Front):
    async def story() -> tuple[Answer, Any, Any, list[dict[str, Any]], dict[str, str]]:
        marathon = Marathon(front)
        created = await marathon.send("POST", "/v2/apps", server("/posted/one", only(front, "a2")))
        deployments = await marathon.read("/v2/deployments")
        early = await marathon.read("/v2/apps/posted/one")
        tasks = await marathon.settled("/posted/one")
        return created, deployments, early, tasks, await marathon.mesos("/posted/one")

    created, deployments, early, tasks, mesos = front.run(story())
    body = json.loads(created.body)

    assert created.status == 201
    assert body["id"] == "/posted/one"
    assert body["version"]
    assert [one["id"] for one in body["deployments"]] == [created.headers["marathon-deployment-id"]]
    assert [(one["id"], one["affectedApps"]) for one in deployments] == [
        (body["deployments"][0]["id"], ["/posted/one"])
    ]
    assert deployments[0]["totalSteps"] == 2
    assert early["app"]["deployments"] == body["deployments"]
    assert [(task["state"], task["host"]) for task in tasks] == [("TASK_RUNNING", front.node("a2").address)]
    assert mesos == {tasks[0]["id"]: "TASK_RUNNING"}


@pytest.mark.parametrize(
    ("constraint", "instances", "hosts"),
    [
        (["hostname", "UNIQUE"], 3, 3),
        (["hostname", "CLUSTER"], 2, 1),
        (["hostname", "MAX_PER", "1"], 2, 2),
        (["rack", "CLUSTER", "rack-2"], 2, 1),
    ],
)
def test_tasks_lie_as_the_constraint_says(front: Front, constraint: list[str], instances: int, hosts: int):
    async def story() -> list[dict[str, Any]]:
        app = server(f"/spread/{constraint[0]}-{constraint[1].lower().replace('_', '-')}", [constraint])
        marathon = Marathon(front)
        tasks = await marathon.deployed({**app, "instances": instances})
        await marathon.send("DELETE", f"/v2/apps{app['id']}")
        return tasks

    tasks = front.run(story())

    assert len(tasks) == instances
    assert len({task["host"] for task in tasks}) == hosts


def test_what_fits_nowhere_stays_in_the_queue_and_its_deployment_stays_too(front: Front):
    async def story() -> tuple[Any, Any, Answer]:
        marathon = Marathon(front)
        await marathon.send("POST", "/v2/apps", server("/nowhere", [["hostname", "LIKE", "10\\.99\\.99\\.99"]]))
        queue = await marathon.until("/v2/queue", lambda body: bool(body["queue"]))
        await front.clock.sleep(0.3)
        deployments = await marathon.read("/v2/deployments")
        gone = await marathon.send("DELETE", "/v2/apps/nowhere?force=true")
        await marathon.until("/v2/deployments", lambda all_: all("/nowhere" not in one["affectedApps"] for one in all_))
        assert (await marathon.read("/v2/queue"))["queue"] == []
        return queue, deployments, gone

    queue, deployments, gone = front.run(story())

    assert [entry["app"]["id"] for entry in queue["queue"]] == ["/nowhere"]
    assert [one["affectedApps"] for one in deployments] == [["/nowhere"]]
    assert gone.status == 200


def test_an_app_is_put_in_parts_scaled_and_deleted(front: Front):
    async def story() -> tuple[list[dict[str, Any]], ...]:
        marathon = Marathon(front)
        first = await marathon.deployed(server("/parts", labels={"kept": "yes"}))
        scaled = await marathon.send("PUT", "/v2/apps/parts", {"instances": 2})
        assert (scaled.status, set(json.loads(scaled.body))) == (200, {"version", "deploymentId"})
        two = await marathon.settled("/parts")
        await marathon.send("PUT", "/v2/apps/parts", {"env": {"A": "1"}})
        new = await marathon.settled("/parts")
        kept = (await marathon.read("/v2/apps/parts"))["app"]
        assert (kept["labels"], kept["env"], kept["instances"]) == ({"kept": "yes"}, {"A": "1"}, 2)
        assert len((await marathon.read("/v2/apps/parts/versions"))["versions"]) == 3
        deleted = await marathon.send("DELETE", "/v2/apps/parts")
        assert set(json.loads(deleted.body)) == {"version", "deploymentId"}
        assert (await marathon.send("GET", "/v2/apps/parts")).status == 404
        await marathon.until("/v2/deployments", lambda all_: all("/parts" not in one["affectedApps"] for one in all_))
        assert await marathon.mesos("/parts") == {}
        return first, two, new

    first, two, new = front.run(story())

    assert first[0]["id"] in {task["id"] for task in two}
    assert len(two) == len(new) == 2
    assert {task["id"] for task in two}.isdisjoint(task["id"] for task in new)


def test_a_put_for_an_app_that_is_not_there_makes_it(front: Front):
    async def story() -> Answer:
        marathon = Marathon(front)
        answer = await marathon.send("PUT", "/v2/apps/put/anew", server("/put/anew"))
        await marathon.settled("/put/anew")
        await marathon.send("DELETE", "/v2/apps/put/anew")
        return answer

    assert front.run(story()).status == 201


# --- refused ------------------------------------------------------------------------------------------------------------


def test_an_app_that_is_there_is_not_posted_again(front: Front):
    answer = front.run(Marathon(front).send("POST", "/v2/apps", server("/web")))

    assert (answer.status, json.loads(answer.body)) == (409, {"message": "An app with id [/web] already exists."})


def test_a_deployment_locks_its_app_unless_forced(front: Front):
    async def story() -> tuple[Answer, Answer, Answer]:
        marathon = Marathon(front)
        created = await marathon.send("POST", "/v2/apps", server("/locked"))
        refused = await marathon.send("PUT", "/v2/apps/locked", {"instances": 2})
        forced = await marathon.send("PUT", "/v2/apps/locked?force=true", {"instances": 2})
        assert len(await marathon.settled("/locked")) == 2
        return created, refused, forced

    created, refused, forced = front.run(story())

    assert refused.status == 409
    assert json.loads(refused.body)["message"].startswith("App is locked by one or more deployments")
    assert json.loads(refused.body)["deployments"] == [{"id": created.headers["marathon-deployment-id"]}]
    assert forced.status == 200


@pytest.mark.parametrize(
    ("body", "status", "path"),
    [
        (b"{not json", 400, None),
        (b"[]", 422, "/"),
        ({"cmd": "true"}, 422, "/id"),
        ({"id": "/idle"}, 422, "/"),
        ({"id": "/Upper_Case", "cmd": "true"}, 422, "/id"),
        ({"id": "/few", "cmd": "true", "instances": -1}, 422, "/instances"),
        ({"id": "/text", "cmd": "true", "instances": "two"}, 422, "/instances"),
        ({"id": "/flat", "cmd": "true", "constraints": ["hostname", "LIKE", "1"]}, 422, "/constraints(0)"),
        ({"id": "/odd", "cmd": "true", "constraints": [["hostname", "LIKE", "("]]}, 422, "/constraints(0)"),
    ],
)
def test_garbage_is_refused_and_nothing_is_deployed(front: Front, body: object, status: int, path: str | None):
    async def story() -> tuple[Answer, Any, Any]:
        marathon = Marathon(front)
        before = await marathon.read("/v2/apps")
        answer = await marathon.send("POST", "/v2/apps", body)
        return (
            answer,
            [app["id"] for app in before["apps"]],
            [app["id"] for app in (await marathon.read("/v2/apps"))["apps"]],
        )

    answer, before, after = front.run(story())

    assert answer.status == status
    assert json.loads(answer.body)["message"]
    assert path is None or json.loads(answer.body)["details"][0]["path"] == path
    assert before == after


@pytest.mark.parametrize(("method", "body"), [("GET", None), ("DELETE", None), ("PATCH", {"instances": 1})])
def test_an_app_that_is_not_there_is_said_so(front: Front, method: str, body: object):
    answer = front.run(Marathon(front).send(method, "/v2/apps/no/such", body))

    assert (answer.status, json.loads(answer.body)) == (404, {"message": "App '/no/such' does not exist"})


def test_a_whole_answer_that_is_put_back_is_refused_for_its_version(front: Front):
    async def story() -> Answer:
        marathon = Marathon(front)
        shown = (await marathon.read("/v2/apps/web"))["app"]
        return await marathon.send("PUT", "/v2/apps/web", shown)

    answer = front.run(story())

    assert answer.status == 422
    assert "version" in json.loads(answer.body)["details"][0]["errors"][0]


# --- who answers --------------------------------------------------------------------------------------------------------


def test_a_follower_passes_what_is_written_on_to_the_leader(front: Front):
    async def story() -> tuple[Answer, Any]:
        created = await Marathon(front, FOLLOWS).send("POST", "/v2/apps", server("/by/follower"))
        return created, await Marathon(front).read("/v2/apps/by/follower")

    created, shown = front.run(story())

    assert created.status == 201
    assert front.node(FOLLOWS).address in created.headers["x-marathon-via"]
    assert shown["app"]["version"] == json.loads(created.body)["version"]


# --- tasks that answer --------------------------------------------------------------------------------------------------


def test_a_task_answers_on_its_port_until_its_app_is_gone(front: Front):
    async def story() -> tuple[Answer, str]:
        marathon = Marathon(front)
        task = (await marathon.deployed(server("/answers")))[0]
        answer = await front.api.get_url(where(task))
        await marathon.send("DELETE", "/v2/apps/answers")
        await marathon.until("/v2/deployments", lambda all_: all("/answers" not in one["affectedApps"] for one in all_))
        await front.clock.sleep(0.5)
        return answer, where(task)

    answer, url = front.run(story())

    assert answer.status == 200
    with pytest.raises(Unreachable):
        front.run(front.api.get_url(url))


def test_a_task_that_moves_answers_where_it_is_and_no_longer_where_it_was(front: Front):
    async def story() -> tuple[str, str]:
        marathon = Marathon(front)
        before = (await marathon.deployed(server("/moves", only(front, "a2"))))[0]
        assert (await front.api.get_url(where(before))).status == 200
        await marathon.send("PUT", "/v2/apps/moves", {"constraints": only(front, "a3")})
        after = (await marathon.settled("/moves"))[0]
        await front.clock.sleep(0.5)
        assert (await front.api.get_url(where(after))).status == 200
        return where(before), after["host"]

    before, host = front.run(story())

    assert host == front.node("a3").address
    with pytest.raises(Unreachable):
        front.run(front.api.get_url(before))


def test_a_wanted_host_port_is_had_and_a_command_that_only_sleeps_does_not_answer(front: Front):
    async def story() -> tuple[list[int], str]:
        marathon = Marathon(front)
        ports = {"portDefinitions": [{"port": 10068, "protocol": "tcp"}], "requirePorts": True}
        fixed = (await marathon.deployed(server("/fixed", **ports)))[0]
        assert (await front.api.get_url(where(fixed))).status == 200
        asleep = (await marathon.deployed(server("/asleep", cmd="while [ true ] ; do sleep 5 ; done")))[0]
        return fixed["ports"], where(asleep)

    ports, asleep = front.run(story())

    assert ports == [10068]
    with pytest.raises(Unreachable):
        front.run(front.api.get_url(asleep))


def test_a_task_answers_all_through_the_upgrade_of_its_agent(front: Front):
    async def story() -> tuple[list[int], bool, list[str]]:
        task = (await Marathon(front).deployed(server("/through", only(front, "a1"))))[0]
        await front.nodes.start_step(await order_for(front, "a1"))
        answers, agent_was_away, alive = [], False, True
        while alive and len(answers) < PATIENCE:
            answers.append((await front.api.get_url(where(task))).status)
            agent_was_away |= not await agent_answers(front, "a1")
            look = await front.nodes.observe_step(front.node("a1"), TARGET)
            alive = look.alive
            await front.clock.sleep(0.2)
        assert (look.exit, look.version) == (0, TARGET)
        shown = (await Marathon(front).read("/v2/apps/through"))["app"]["tasks"]
        return answers, agent_was_away, [task["id"], *(one["id"] for one in shown)]

    answers, agent_was_away, ids = front.run(story())

    assert set(answers) == {200}
    assert agent_was_away
    assert len(ids) == 2
    assert len(set(ids)) == 1


async def order_for(front: Front, agent: str) -> StepOrder:
    script = await front.api.get_url(front.script_url)
    return StepOrder(
        node=NodeId(agent),
        run="r1",
        epoch=1,
        attempt=1,
        source=SOURCE,
        target=TARGET,
        script_url=front.script_url,
        script_sha256=hashlib.sha256(script.body).hexdigest(),
    )


async def agent_answers(front: Front, agent: str) -> bool:
    try:
        await front.api.get(front.node(agent), Service.MESOS_AGENT, "/health")
    except Unreachable:
        return False
    return True


# --- leaders ------------------------------------------------------------------------------------------------------------


def test_a_deployment_in_flight_is_taken_over_by_the_next_leader(front: Front):
    async def story() -> tuple[str, list[str], list[dict[str, Any]]]:
        created = await Marathon(front).send("POST", "/v2/apps", server("/taken/over"))
        await Marathon(front).send("DELETE", "/v2/leader")
        nobody = await Marathon(front, FOLLOWS).send("PUT", "/v2/apps/taken/over", {"instances": 2})
        assert nobody.status in (502, 503)
        deployments = await Marathon(front, FOLLOWS).until("/v2/deployments", lambda body: True)
        tasks = await Marathon(front, FOLLOWS).settled("/taken/over")
        return created.headers["marathon-deployment-id"], [one["id"] for one in deployments], tasks

    deployment, found, tasks = front.run(story())

    assert deployment in found
    assert [task["state"] for task in tasks] == ["TASK_RUNNING"]


def test_nothing_is_written_while_nobody_leads(front: Front):
    front.set_fault("marathon-no-leader", None)
    try:
        answer = front.run(Marathon(front, FOLLOWS).send("POST", "/v2/apps", server("/unled")))
    finally:
        front.clear_fault("marathon-no-leader")
    front.run(Marathon(front, FOLLOWS).until("/v2/info", lambda body: body["elected"]))

    assert (answer.status, answer.body) == (502, b"Could not determine the current leader")
    assert front.run(Marathon(front, FOLLOWS).send("GET", "/v2/apps/unled")).status == 404
