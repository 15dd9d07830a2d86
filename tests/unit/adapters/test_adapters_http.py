"""GET on a node's own port, against small servers in this process; and ZooKeeper's four-letter words."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.http import LIMITS, HttpApi
from dcos_upgrade.adapters.zookeeper_words import ZookeeperWords
from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.core.error import Unreachable, Unreadable
from dcos_upgrade.core.probe import Answer, Service

NODE = Node(id=NodeId("m1"), address="127.0.0.1", role=Role.MASTER)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Kind: Test\r\n\r\n{}"

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[int]:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def answering(*answers: bytes, asked: list[bytes] | None = None) -> Serve:
    """Each connection gets the next answer; an empty one is a connection that is closed without a word."""
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if answer:
            request = await reader.readuntil(b"\r\n\r\n")
            if asked is not None:
                asked.append(request)
            writer.write(answer)
            await writer.drain()
        writer.close()

    return serve


async def get(port: int, path: str = "/x", **options: float) -> Answer:
    api = HttpApi(Endpoints(overrides={Service.MESOS_MASTER: port}), **options)  # type: ignore[arg-type]  # numbers only
    try:
        return await api.get(NODE, Service.MESOS_MASTER, path)
    finally:
        await api.close()


async def test_an_answer_has_its_status_headers_source_and_body():
    async with listening(answering(OK)) as port:
        answer = await get(port, "/metrics/snapshot")

    assert (answer.status, answer.body, answer.headers["x-kind"]) == (200, b"{}", "Test")
    assert answer.source == f"http://127.0.0.1:{port}/metrics/snapshot"


async def test_no_cache_may_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    asked: list[bytes] = []
    async with listening(answering(OK, asked=asked)) as port:
        await get(port)

    assert b"Cache-Control: no-cache" in asked[0]
    assert b"Accept: application/json" in asked[0]


async def test_a_redirect_is_an_answer():
    elsewhere = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: //10.0.0.2:5050/slaves\r\nContent-Length: 0\r\n\r\n"
    async with listening(answering(elsewhere)) as port:
        answer = await get(port)

    assert (answer.status, answer.headers["location"]) == (307, "//10.0.0.2:5050/slaves")


async def test_a_connection_that_is_dropped_is_tried_once_more():
    async with listening(answering(b"", OK)) as port:
        assert (await get(port)).status == 200


async def test_nobody_there_is_unreachable_by_its_url():
    async with listening(answering(OK)) as port:
        pass

    with pytest.raises(Unreachable) as silent:
        await get(port)

    assert silent.value.where == f"http://127.0.0.1:{port}/x"


async def test_silence_is_unreachable():
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with listening(silent) as port:
        with pytest.raises(Unreachable, match="no answer"):
            await get(port, total_timeout=0.2)


async def test_an_answer_above_its_bound_is_unreadable():
    large = b"HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n" + b"x" * 3000
    async with listening(answering(large)) as port:
        with pytest.raises(Unreadable, match="larger than 1000"):
            await get(port, size_limit=1000)


async def test_what_one_machine_says_of_itself_has_a_bound_of_its_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(LIMITS, Service.EXHIBITOR, 1000)
    large = b"HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n" + b"x" * 3000
    async with listening(answering(large)) as port:
        api = HttpApi(Endpoints(overrides={Service.EXHIBITOR: port, Service.MARATHON: port}))
        with pytest.raises(Unreadable, match="larger than 1000"):
            await api.get(NODE, Service.EXHIBITOR, "/x")
        assert len((await api.get(NODE, Service.MARATHON, "/x")).body) == 3000
        await api.close()


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n{", b"this is not HTTP\r\n\r\n"], ids=["cut", "other"]
)
async def test_a_truncated_answer_is_unreadable(answer: bytes):
    async with listening(answering(answer)) as port:
        with pytest.raises(Unreadable, match="truncated"):
            await get(port)


async def test_a_connection_that_is_dropped_again_and_again_is_unreachable():
    asked: list[bytes] = []

    async def dropping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    async with listening(dropping) as port:
        with pytest.raises(Unreachable):
            await get(port)

    assert len(asked) <= 6


async def test_what_drips_is_unreachable_when_its_time_is_over():
    async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not reader.at_eof():
            writer.write(b"x")
            await asyncio.sleep(0.02)
        writer.close()

    async with listening(dripping) as port:
        with pytest.raises(Unreachable) as slow:
            await get(port, total_timeout=0.3)

    assert slow.value.evidence == "no answer within 0.3 s"


async def test_headers_without_an_end_are_unreadable():
    endless = b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n"
    async with listening(answering(endless)) as port:
        with pytest.raises(Unreadable):
            await get(port)


async def test_what_is_no_url_is_unreachable():
    api = HttpApi(Endpoints())

    with pytest.raises(Unreachable):
        await api.get_url("http://")
    await api.close()


async def test_a_word_gets_its_answer():
    async def zookeeper(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        word = await reader.readexactly(4)
        writer.write(b"you said " + word)
        writer.close()

    async with listening(zookeeper) as port:
        answer = await ZookeeperWords(Endpoints(zookeeper=port)).ask(NODE, "srvr")

    assert (answer.body, answer.status) == (b"you said srvr", 0)


@pytest.mark.parametrize("silent_for", [0.0, 5.0], ids=["closes", "hangs"])
async def test_a_word_without_an_answer_is_unreachable(silent_for: float):
    async def zookeeper(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(silent_for)
        writer.close()

    async with listening(zookeeper) as port:
        with pytest.raises(Unreachable):
            await ZookeeperWords(Endpoints(zookeeper=port), timeout=0.2).ask(NODE, "ruok")
