"""A node's own ports over its SSH connection: when that way is taken, and that nothing else is carried."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from fakes.web import fine, serving

from dcos_upgrade.adapters.access import Access, OverSsh
from dcos_upgrade.adapters.apps import HttpTargets
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.exchange import Exchange
from dcos_upgrade.adapters.http import HttpApi
from dcos_upgrade.adapters.signed import Signed
from dcos_upgrade.adapters.ways import NoConnection, Way, Ways
from dcos_upgrade.adapters.zookeeper_words import ZookeeperWords
from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreachable
from dcos_upgrade.core.probe import Answer, Service, Via
from dcos_upgrade.lab.authority import Authority

NODE = Node(id=NodeId("m1"), address="127.0.0.7", role=Role.MASTER)
INVENTORY = Inventory(cluster="c", nodes=(NODE,))


@dataclass(slots=True)
class Tunnels:
    """Connections "of the node" lead to this process: its address stands for one that only the node reaches."""

    port: int = 0
    error: DcosUpgradeError | None = None
    asked: list[tuple[str, str, int]] = field(default_factory=list)

    async def tcp(self, node: Node, host: str, port: int) -> Any:
        self.asked.append((node.id, host, port))
        if self.error is not None:
            raise self.error
        return await asyncio.open_connection("127.0.0.1", self.port)


@asynccontextmanager
async def api_over(
    tunnels: Tunnels, over_ssh: OverSsh, access: Access | None = None, **overrides: Any
) -> AsyncIterator[HttpApi]:
    endpoints = Endpoints(overrides={Service.MARATHON: 1, **overrides})
    ways = Ways(over_ssh, tunnels)
    exchange = Exchange(access or Access(), inventory=INVENTORY, ways=ways, connect_timeout=1, total_timeout=5)
    api = HttpApi(endpoints, signed=Signed(exchange, endpoints))
    yield api
    await api.close()


async def get(api: HttpApi) -> Answer:
    return await api.get(NODE, Service.MARATHON, "/ping")


@pytest.mark.parametrize("over_ssh", [OverSsh.AUTO, OverSsh.ALWAYS])
async def test_a_port_that_only_the_node_reaches_answers_over_ssh(over_ssh: OverSsh):
    async with serving(fine) as server, api_over(tunnels := Tunnels(server.port), over_ssh) as api:
        answers = [await get(api) for _ in range(3)]

    assert [answer.status for answer in answers] == [200] * 3
    assert {answer.via for answer in answers} == {Via.SSH}
    assert answers[0].own
    assert answers[0].source == "http://127.0.0.7:1/ping"
    assert set(tunnels.asked) == {("m1", "127.0.0.7", 1)}


async def test_what_answers_directly_is_not_carried():
    async with serving(fine) as server:
        here = Node(id=NodeId("m1"), address="127.0.0.1", role=Role.MASTER)
        endpoints = Endpoints(overrides={Service.MARATHON: server.port})
        tunnels = Tunnels(server.port)
        exchange = Exchange(inventory=Inventory(cluster="c", nodes=(here,)), ways=Ways(OverSsh.AUTO, tunnels))
        api = HttpApi(endpoints, signed=Signed(exchange, endpoints))
        answer = await api.get(here, Service.MARATHON, "/ping")
        await api.close()

    assert (answer.via, tunnels.asked) == (Via.ITSELF, [])


async def test_without_leave_nothing_is_carried():
    async with serving(fine) as server, api_over(tunnels := Tunnels(server.port), OverSsh.NEVER) as api:
        with pytest.raises(Unreachable):
            await get(api)

    assert tunnels.asked == []


async def test_tls_is_spoken_with_the_service_itself(tmp_path: Path):
    authority = Authority(tmp_path)
    tls = authority.serving(authority.pair("m1", ["127.0.0.7"]))
    access = Access(ca=(authority.certificate,))
    secure = {Service.MARATHON: "https://{address}:1"}
    async with serving(fine, tls=tls) as server:
        async with api_over(Tunnels(server.port), OverSsh.ALWAYS, access, **secure) as api:
            answer = await get(api)
        async with api_over(Tunnels(server.port), OverSsh.ALWAYS, Access(), **secure) as api:
            with pytest.raises(Refused, match="authority that is not known"):
                await get(api)

    assert (answer.status, answer.via) == (200, Via.SSH)


async def test_a_large_answer_is_carried_whole():
    body = b"0123456789abcdef" * 500_000

    async def large(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=body)

    async with serving(large) as server, api_over(Tunnels(server.port), OverSsh.ALWAYS) as api:
        assert (await get(api)).body == body


async def test_an_address_that_is_no_nodes_is_not_carried():
    async with serving(fine) as server, api_over(tunnels := Tunnels(server.port), OverSsh.ALWAYS) as api:
        answer = await api.get_url(f"http://127.0.0.1:{server.port}/dcos_node_upgrade.sh")

    assert (answer.via, tunnels.asked) == (Via.ITSELF, [])


async def test_when_neither_way_leads_there_both_are_told():
    tunnels = Tunnels(error=Refused("the node's sshd lets no connection be carried", evidence="prohibited"))
    async with api_over(tunnels, OverSsh.AUTO) as api:
        with pytest.raises(Unreachable) as error:
            await get(api)

    assert "over SSH: the node's sshd lets no connection be carried" in error.value.evidence


async def test_where_ssh_is_the_only_way_its_refusal_is_one():
    tunnels = Tunnels(error=Refused("the host key is not the one in known_hosts"))
    async with api_over(tunnels, OverSsh.ALWAYS) as api:
        with pytest.raises(Refused, match="host key"):
            await get(api)


async def test_a_node_that_stays_silent_is_asked_over_ssh_first_from_then_on():
    ways = Ways(OverSsh.AUTO, Tunnels())
    tried: list[Way] = []

    async def attempt(way: Way) -> str:
        tried.append(way)
        if way is Way.DIRECT:
            raise NoConnection("silence", where="m1", evidence="", silent=True)
        return "here"

    assert [await ways.over(NODE, attempt), await ways.over(NODE, attempt)] == ["here", "here"]
    assert tried == [Way.DIRECT, Way.CARRIED, Way.CARRIED]


async def test_a_test_app_is_asked_over_ssh_where_nothing_else_leads_to_its_node():
    async with serving(fine) as server:
        tunnels = Tunnels(server.port)
        targets = HttpTargets(Exchange(inventory=INVENTORY, ways=Ways(OverSsh.ALWAYS, tunnels)))
        answers = [await targets.answers("127.0.0.7:10068", within=5) for _ in range(2)]
        tunnels.error = Unreachable("no connection from the node itself")
        answers.append(await targets.answers("127.0.0.7:10068", within=5))
        await targets.close()

    assert answers == [True, True, False]
    assert tunnels.asked == [("m1", "127.0.0.7", 10068)] * 3


async def test_a_word_to_zookeeper_is_carried_too():
    async def zookeeper(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"you said " + await reader.readexactly(4))
        writer.close()

    async with await asyncio.start_server(zookeeper, "127.0.0.1", 0) as server:
        tunnels = Tunnels(server.sockets[0].getsockname()[1])
        words = ZookeeperWords(Endpoints(zookeeper=1), ways=Ways(OverSsh.AUTO, tunnels), timeout=5)
        answer = await words.ask(NODE, "srvr")

    assert (answer.body, answer.via) == (b"you said srvr", Via.SSH)


Serve = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


async def test_an_answer_that_unpacks_to_more_than_its_bound_is_unreadable():
    bomb = gzip.compress(bytes(50_000_000))

    async def packed(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=bomb, headers={"Content-Encoding": "gzip"})

    async with serving(packed) as server, api_over(Tunnels(server.port), OverSsh.ALWAYS) as api:
        api._size_limit = 1_000_000
        with pytest.raises(DcosUpgradeError, match="larger than 1000000"):
            await get(api)
