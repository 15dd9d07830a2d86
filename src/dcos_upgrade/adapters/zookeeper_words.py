"""ZooKeeper's four-letter words on the client port: one word in, one answer out, the connection closed."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncssh

from dcos_upgrade.adapters.clock import SystemClock
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.ways import NoConnection, Way, Ways
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Unreachable, Unreadable
from dcos_upgrade.core.probe import Answer, Via
from dcos_upgrade.ports import Clock

SIZE_LIMIT = 1024 * 1024


class ZookeeperWords:
    """Implements ports.FourLetterWords. ``timeout`` is in seconds and covers the whole exchange."""

    def __init__(
        self, endpoints: Endpoints, *, ways: Ways | None = None, timeout: float = 10.0, clock: Clock | None = None
    ) -> None:
        self._port = endpoints.zookeeper
        self._ways = ways or Ways()
        self._timeout = timeout
        self._clock = clock or SystemClock()

    async def ask(self, node: Node, word: str) -> Answer:
        source = f"zookeeper://{node.address}:{self._port}/{word}"
        asked = self._clock.now()
        try:
            async with asyncio.timeout(self._timeout):
                stream, via = await self._ways.over(node, lambda way: self._opened(node, way))
                body = await _exchange(stream, word)
        except NoConnection as error:
            raise Unreachable("ZooKeeper does not answer", where=source, evidence=error.evidence) from error
        except (OSError, asyncssh.Error, TimeoutError) as error:
            reason = str(error) or f"no answer within {self._timeout:g} s"
            raise Unreachable("ZooKeeper does not answer", where=source, evidence=reason) from error
        return Answer(body=_checked(body, source), status=0, source=source, time=asked, via=via)

    async def _opened(self, node: Node, way: Way) -> tuple[tuple[Any, Any], Via]:
        if way is Way.CARRIED:
            return await self._ways.tcp(node, node.address, self._port), Via.SSH
        where = f"{node.address}:{self._port}"
        try:
            async with asyncio.timeout(self._timeout / 2):
                return await asyncio.open_connection(node.address, self._port), Via.ITSELF
        except ConnectionRefusedError as error:
            raise NoConnection("no connection", where=where, evidence=str(error)) from error
        except (OSError, TimeoutError) as error:
            raise NoConnection("no connection", where=where, evidence=str(error) or "silence", silent=True) from error


async def _exchange(stream: tuple[Any, Any], word: str) -> bytes:
    reader, writer = stream
    try:
        writer.write(word.encode("ascii"))
        await writer.drain()
        return await _read(reader)
    finally:
        writer.close()


async def _read(reader: Any) -> bytes:
    body = bytearray()
    while len(body) <= SIZE_LIMIT and (chunk := await reader.read(65536)):
        body += chunk
    return bytes(body)


def _checked(body: bytes, source: str) -> bytes:
    if not body:
        raise Unreachable("ZooKeeper closed the connection without an answer", where=source)
    if len(body) > SIZE_LIMIT:
        raise Unreadable(f"the answer is larger than {SIZE_LIMIT} bytes", where=source)
    return body
