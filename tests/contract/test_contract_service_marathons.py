"""Marathon on Marathon: found, asked, upgraded by a new image, and in trouble; the same on both fronts of the lab's world."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from fakes.fronts import Front, memory_front, wire_front

from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.probe import Answer, Service

PATIENCE = 400
USER, MON = "/marathon-user", "/mon/marathon"
FRAMEWORK = {USER: "marathon-user", MON: "mon-marathon-service"}


@pytest.fixture(params=["memory", pytest.param("wire", marks=pytest.mark.wire)])
def front(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """A cluster with both kinds of service Marathon, for one test."""
    if request.param == "memory":
        yield memory_front(service_marathons=2)
        return
    with wire_front(tmp_path_factory.mktemp("front"), service_marathons=2) as wire:
        yield wire


class Cluster:
    """What a person with curl sees."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self.root = f"http://{front.node('m2').address}:8080"

    async def read(self, url: str) -> Any:
        answer = await self.front.send("GET", url, b"")
        assert answer.status == 200, answer
        return json.loads(answer.body)

    async def app(self, app: str) -> Any:
        return (await self.read(f"{self.root}/v2/apps{app}"))["app"]

    async def base(self, app: str) -> str:
        """The service's own address, by its labels."""
        shown = await self.app(app)
        task = shown["tasks"][0]
        return f"http://{task['host']}:{task['ports'][int(shown['labels']['DCOS_SERVICE_PORT_INDEX'])]}"

    async def frameworks(self, app: str) -> list[Any]:
        """All of this name that Mesos knows, the oldest first."""
        answer = await self.front.api.get(self.front.node("m1"), Service.MESOS_MASTER, "/state")
        return [one for one in json.loads(answer.body)["frameworks"] if one["name"] == FRAMEWORK[app]]

    async def until(self, holds: Callable[[], Awaitable[Any]]) -> Any:
        for _ in range(PATIENCE):
            if found := await holds():
                return found
            await self.front.clock.sleep(0.05)
        raise AssertionError("it does not come to hold")

    async def image(self, app: str, tag: str) -> Answer:
        docker = (await self.app(app))["container"]["docker"]
        docker["image"] = f"{docker['image'].partition(':')[0]}:{tag}"
        body = json.dumps({"container": {"type": "DOCKER", "docker": docker}}).encode()
        return await self.front.send("PUT", f"{self.root}/v2/apps{app}", body)

    async def version(self, app: str) -> str | None:
        """None while nobody answers."""
        try:
            answer = await self.front.send("GET", f"{await self.base(app)}/v2/info", b"")
        except (Unreachable, IndexError):
            return None
        return str(json.loads(answer.body)["version"]) if answer.status == 200 else None

    async def quiet(self) -> bool:
        return bool(await self.read(f"{self.root}/v2/deployments") == [])


def ids(framework: Any) -> set[str]:
    return {task["id"] for task in framework["tasks"]}


@pytest.mark.parametrize("app", [USER, MON])
def test_a_service_marathon_is_found_by_its_labels_its_framework_and_admin_router(front: Front, app: str):
    async def story() -> tuple[Any, ...]:
        cluster = Cluster(front)
        base = await cluster.base(app)
        info = await cluster.read(f"{base}/v2/info")
        leader = await cluster.read(f"{base}/v2/leader")
        apps = await cluster.read(f"{base}/v2/apps?embed=apps.tasks")
        assert (await front.send("GET", f"{base}/ping", b"")).body == b"pong\n"
        assert await cluster.read(f"{base}/v2/deployments") == []
        assert await cluster.read(f"{base}/metrics")
        name = (await cluster.app(app))["labels"]["DCOS_SERVICE_NAME"]
        by_router = await front.api.get(front.node("m1"), Service.ADMINROUTER, f"/service/{name}/v2/info")
        return base, info, leader, apps["apps"], await cluster.frameworks(app), await cluster.app(app), by_router

    base, info, leader, apps, frameworks, shown, by_router = front.run(story())
    framework = frameworks[0]

    assert len(frameworks) == 1
    assert (info["name"], info["frameworkId"]) == ("marathon", framework["id"])
    assert f":v{info['version']}" in shown["container"]["docker"]["image"]
    assert leader["leader"] == base.removeprefix("http://")
    assert (framework["webui_url"], framework["active"], framework["connected"]) == (base, True, True)
    assert framework["principal"].startswith("dcos_")
    assert (framework["checkpoint"], framework["failover_timeout"]) == (True, 604800.0)
    assert ids(framework) == {task["id"] for one in apps for task in one["tasks"]}
    assert len(ids(framework)) == 3
    assert json.loads(by_router.body) == info


def test_the_two_differ_in_their_paths_names_and_packages(front: Front):
    async def story() -> tuple[Any, ...]:
        cluster = Cluster(front)
        infos = [await cluster.read(f"{await cluster.base(app)}/v2/info") for app in (USER, MON)]
        return infos, await cluster.app(USER), await cluster.app(MON), await cluster.base(MON)

    (user, mon), user_app, mon_app, mon_base = front.run(story())

    assert user["zookeeper_config"]["zk"].endswith("/teams/user-marathon")
    assert mon["zookeeper_config"]["zk"].endswith("/universe/mon-marathon-service")
    assert user_app["labels"]["DCOS_PACKAGE_NAME"] == "marathon"
    assert "DCOS_PACKAGE_NAME" not in mon_app["labels"]
    assert mon_base.endswith(":22223")


def test_a_new_image_gives_the_new_version_the_same_framework_id_and_the_same_tasks(front: Front):
    async def story() -> tuple[Any, ...]:
        cluster = Cluster(front)
        before = (await cluster.frameworks(USER))[0]
        others = (await cluster.frameworks(MON))[0]
        task = (await cluster.app(USER))["tasks"][0]["id"]
        taken = await cluster.image(USER, "v1.6.352")
        assert taken.status == 200

        async def gone() -> Any:
            return next((one for one in await cluster.frameworks(USER) if not one["connected"]), None)

        async def back() -> Any:
            return next((one for one in await cluster.frameworks(USER) if one["connected"]), None)

        away = await cluster.until(gone)
        after = await cluster.until(back)
        await cluster.until(cluster.quiet)
        assert (await cluster.app(USER))["tasks"][0]["id"] != task
        return before, others, away, after, await cluster.version(USER), await cluster.frameworks(MON)

    before, others, away, after, version, mon = front.run(story())

    assert (away["id"], away["active"], ids(away)) == (before["id"], False, ids(before))
    assert (after["id"], after["active"], ids(after)) == (before["id"], True, ids(before))
    assert after["reregistered_time"] > before["registered_time"]
    assert version == "1.6.352"
    assert [(one["id"], one["connected"], ids(one)) for one in mon] == [(others["id"], True, ids(others))]


def test_an_app_posted_to_a_service_marathon_runs_under_its_framework(front: Front):
    async def story() -> tuple[Answer, Any, Answer]:
        cluster = Cluster(front)
        base = await cluster.base(MON)
        app = {"id": "/mon/extra", "cmd": "exec python3 -m http.server $PORT0", "cpus": 0.1, "mem": 16}
        created = await front.send("POST", f"{base}/v2/apps", json.dumps(app).encode())

        async def quiet() -> bool:
            return bool(await cluster.read(f"{base}/v2/deployments") == [])

        await cluster.until(quiet)
        task = (await cluster.read(f"{base}/v2/apps/mon/extra/tasks"))["tasks"][0]
        answer = await front.api.get_url(f"http://{task['host']}:{task['ports'][0]}/")
        assert task["id"] in ids((await cluster.frameworks(MON))[0])
        return created, task, answer

    created, task, answer = front.run(story())

    assert created.status == 201
    assert task["state"] == "TASK_RUNNING"
    assert answer.status == 200


def test_one_that_abdicates_is_started_anew_with_the_same_framework_id(front: Front):
    async def story() -> tuple[Any, ...]:
        cluster = Cluster(front)
        before = (await cluster.frameworks(MON))[0]
        task = (await cluster.app(MON))["tasks"][0]["id"]
        await front.send("DELETE", f"{await cluster.base(MON)}/v2/leader", b"")

        async def back() -> Any:
            tasks = (await cluster.app(MON))["tasks"]
            found = await cluster.frameworks(MON)
            return found if tasks and tasks[0]["id"] != task and found[0]["connected"] else None

        return before, await cluster.until(back)

    before, after = front.run(story())

    assert [(one["id"], ids(one)) for one in after] == [(before["id"], ids(before))]


def test_one_that_does_not_register_again_stays_disconnected_until_the_fault_is_gone(front: Front):
    async def story() -> tuple[Any, ...]:
        cluster = Cluster(front)
        before = (await cluster.frameworks(USER))[0]
        front.set_fault("mom-does-not-reregister", None)
        await cluster.image(USER, "v1.6.352")

        async def new() -> bool:
            return await cluster.version(USER) == "1.6.352"

        async def back() -> Any:
            return next((one for one in await cluster.frameworks(USER) if one["connected"]), None)

        await cluster.until(new)
        await front.clock.sleep(1.0)
        app = json.dumps({"id": "/unheard", "cmd": "exec sleep 1", "cpus": 0.1, "mem": 16}).encode()
        assert (await front.send("POST", f"{await cluster.base(USER)}/v2/apps", app)).status == 201
        await front.clock.sleep(1.0)
        away = await cluster.frameworks(USER)
        front.clear_fault("mom-does-not-reregister")
        await cluster.until(back)

        async def heard() -> Any:
            found = (await cluster.frameworks(USER))[0]
            return found if len(ids(found)) > len(ids(before)) else None

        return before, away, await cluster.until(heard)

    before, away, after = front.run(story())

    assert [(one["id"], one["connected"], one["active"]) for one in away] == [(before["id"], False, False)]
    assert ids(away[0]) == ids(before)
    assert after["id"] == before["id"]
    assert ids(after) > ids(before)


def test_one_that_comes_back_with_a_new_framework_id_leaves_its_tasks_orphaned(front: Front):
    async def story() -> tuple[Any, ...]:
        cluster = Cluster(front)
        before = (await cluster.frameworks(USER))[0]
        front.set_fault("mom-new-framework-id", None)
        await cluster.image(USER, "v1.6.352")

        async def two() -> Any:
            found = await cluster.frameworks(USER)
            return found if len(found) == 2 and found[1]["connected"] else None

        found = await cluster.until(two)
        return before, found, (await cluster.read(f"{await cluster.base(USER)}/v2/info"))["frameworkId"]

    before, (old, new), said = front.run(story())

    assert (old["id"], old["connected"], ids(old)) == (before["id"], False, ids(before))
    assert new["id"] == said != before["id"]
    assert ids(new).isdisjoint(ids(old))


def test_an_image_that_cannot_be_pulled_never_starts_and_waits_in_the_queue(front: Front):
    async def story() -> tuple[Any, ...]:
        cluster = Cluster(front)
        front.set_fault("registry-unreachable", None)
        await cluster.image(USER, "v1.6.352")

        async def waits() -> Any:
            queue = (await cluster.read(f"{cluster.root}/v2/queue"))["queue"]
            return [one for one in queue if one["app"]["id"] == USER]

        async def failed() -> Any:
            return (await cluster.app(USER)).get("lastTaskFailure")

        failure = await cluster.until(failed)
        entry = (await cluster.until(waits))[0]
        stuck = not await cluster.quiet()
        away = (await cluster.frameworks(USER))[0]
        front.clear_fault("registry-unreachable")
        await cluster.until(cluster.quiet)

        async def answers() -> str | None:
            return await cluster.version(USER)

        return failure, entry, stuck, away, await cluster.until(answers)

    failure, entry, stuck, away, version = front.run(story())

    assert "pull image" in failure["message"]
    assert failure["state"] == "TASK_FAILED"
    assert "timeLeftSeconds" in entry["delay"]
    assert stuck
    assert away["connected"] is False
    assert version == "1.6.352"
