"""The root Marathon's apps over HTTP: any master in order, until one has decided; and whether a test app answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from dcos_upgrade.adapters import apps as adapter
from dcos_upgrade.adapters.apps import HttpApps, HttpTargets
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.probe import Service

NOWHERE = "http://127.0.0.1:1"


def master(name: str) -> Node:
    return Node(id=NodeId(name), address="127.0.0.1", role=Role.MASTER)


class Marathon:
    def __init__(self, status: int = 200, body: str = "{}", wait: float = 0.0) -> None:
        self.status, self.body, self.wait = status, body, wait
        self.asked: list[tuple[str, str, str]] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append((request.method, request.path_qs, await request.text()))
        await asyncio.sleep(self.wait)
        headers = {"Location": "http://127.0.0.1:1/"} if 300 <= self.status < 400 else {}
        return web.Response(status=self.status, text=self.body, content_type="application/json", headers=headers)


@asynccontextmanager
async def listening(*marathons: Marathon) -> AsyncIterator[None]:
    runners = []
    for marathon in marathons:
        server = web.Server(marathon.answer)
        runner = web.ServerRunner(server)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        marathon.url = f"http://127.0.0.1:{port}"
        runners.append(runner)
    try:
        yield
    finally:
        for runner in runners:
            await runner.cleanup()


@asynccontextmanager
async def apps_at(*urls: str, total_timeout: float = 5.0) -> AsyncIterator[HttpApps]:
    """The masters m1, m2, … at these addresses, given in the wrong order."""
    names = [f"m{number}" for number in range(1, len(urls) + 1)]
    endpoints = Endpoints(overrides={Service.MARATHON: dict(zip(names, urls, strict=True))})
    apps = HttpApps(endpoints, [master(name) for name in reversed(names)], total_timeout=total_timeout)
    try:
        yield apps
    finally:
        await apps.close()


async def test_the_first_master_is_asked_and_its_word_holds():
    first, second = Marathon(body='{"app":{}}'), Marathon()
    async with listening(first, second), apps_at(first.url, second.url) as apps:
        answer = await apps.read("/a/b")

    assert (answer.status, answer.body) == (200, b'{"app":{}}')
    assert first.asked == [("GET", "/v2/apps/a/b", "")]
    assert second.asked == []


async def test_an_app_is_put_without_force():
    marathon = Marathon(status=201)
    async with listening(marathon), apps_at(marathon.url) as apps:
        await apps.put("/a", {"id": "/a", "cpus": 0.1})

    assert marathon.asked == [("PUT", "/v2/apps/a", '{"id":"/a","cpus":0.1}')]


async def test_an_app_is_deleted_and_deployments_are_read():
    marathon = Marathon()
    async with listening(marathon), apps_at(marathon.url) as apps:
        await apps.delete("/a")
        await apps.deployments()

    assert [line[:2] for line in marathon.asked] == [("DELETE", "/v2/apps/a"), ("GET", "/v2/deployments")]


@pytest.mark.parametrize("status", [404, 409, 422, 401])
async def test_a_no_is_an_answer(status: int):
    first, second = Marathon(status=status, body='{"message":"no"}'), Marathon()
    async with listening(first, second), apps_at(first.url, second.url) as apps:
        assert (await apps.put("/a", {})).status == status

    assert second.asked == []


@pytest.mark.parametrize("status", [502, 503, 307])
async def test_a_marathon_without_a_leader_passes_the_question_on(status: int):
    first, second = Marathon(status=status), Marathon()
    async with listening(first, second), apps_at(first.url, second.url) as apps:
        assert (await apps.delete("/a")).status == 200

    assert len(second.asked) == 1


async def test_a_master_that_is_down_or_silent_passes_the_question_on():
    silent, last = Marathon(wait=5.0), Marathon()
    async with listening(silent, last), apps_at(NOWHERE, silent.url, last.url, total_timeout=0.2) as apps:
        assert (await apps.read("/a")).status == 200


async def test_when_none_answers_each_ones_reason_is_told():
    broken = Marathon(status=502, body="Could not determine the current leader")
    async with listening(broken), apps_at(NOWHERE, broken.url) as apps:
        with pytest.raises(Unreachable) as caught:
            await apps.read("/a")

    assert "m1: " in caught.value.evidence
    assert "m2: 502 Could not determine the current leader" in caught.value.evidence


async def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(adapter, "SIZE_LIMIT", 10)
    marathon = Marathon(body="x" * 100)
    async with listening(marathon), apps_at(marathon.url) as apps:
        with pytest.raises(Unreachable) as caught:
            await apps.read("/a")

    assert "larger than 10 bytes" in caught.value.evidence


@pytest.mark.parametrize(("status", "good"), [(200, True), (302, True), (404, False), (500, False)])
async def test_a_target_answers_when_its_status_is_good(status: int, good: bool):
    server = Marathon(status=status)
    targets = HttpTargets()
    async with listening(server):
        assert await targets.answers(server.url.removeprefix("http://"), within=5.0) is good
    await targets.close()


@pytest.mark.parametrize("target", ["127.0.0.1:1", "no such host:80", "[::", "", "127.0.0.1:99999"])
async def test_what_is_not_there_or_no_address_does_not_answer(target: str):
    targets = HttpTargets()
    assert await targets.answers(target, within=5.0) is False
    await targets.close()


async def test_an_answer_that_comes_too_late_is_none():
    server = Marathon(wait=5.0)
    targets = HttpTargets()
    async with listening(server):
        assert await targets.answers(server.url.removeprefix("http://"), within=0.1) is False
    await targets.close()
