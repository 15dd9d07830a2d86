"""ZooKeeper's four-letter words on the client port: one word in, one answer out, the connection closed."""

from __future__ import annotations

import asyncio

from dcos_upgrade.adapters.clock import SystemClock
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Unreachable, Unreadable
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.ports import Clock

SIZE_LIMIT = 1024 * 1024


class ZookeeperWords:
    """Implements ports.FourLetterWords. ``timeout`` is in seconds and covers the whole exchange."""

    def __init__(self, endpoints: Endpoints, *, timeout: float = 10.0, clock: Clock | None = None) -> None:
        self._port = endpoints.zookeeper
        self._timeout = timeout
        self._clock = clock or SystemClock()

    async def ask(self, node: Node, word: str) -> Answer:
        source = f"zookeeper://{node.address}:{self._port}/{word}"
        asked = self._clock.now()
        try:
            async with asyncio.timeout(self._timeout):
                body = await self._exchange(node.address, word)
        except (OSError, TimeoutError) as error:
            reason = str(error) or f"no answer within {self._timeout:g} s"
            raise Unreachable("ZooKeeper does not answer", where=source, evidence=reason) from error
        return Answer(body=_checked(body, source), status=0, source=source, time=asked)

    async def _exchange(self, address: str, word: str) -> bytes:
        reader, writer = await asyncio.open_connection(address, self._port)
        try:
            writer.write(word.encode("ascii"))
            await writer.drain()
            return await _read(reader)
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> bytes:
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
