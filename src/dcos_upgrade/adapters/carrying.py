"""HTTP over connections that the nodes themselves make, as aiohttp's connector: one SSH channel for each connection."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from typing import Any

import aiohttp
import asyncssh
from aiohttp.client_proto import ResponseHandler

from dcos_upgrade.adapters.ssh import Stream
from dcos_upgrade.adapters.ways import Ways
from dcos_upgrade.core.cluster import Inventory
from dcos_upgrade.core.error import Unreachable

CHUNK = 256 * 1024


class CarryingConnector(aiohttp.BaseConnector):
    """Connects to addresses of the inventory only. TLS is spoken with the service itself: the SSH channel carries what it is given."""

    def __init__(self, ways: Ways, inventory: Inventory) -> None:
        super().__init__(limit=0)
        self._ways = ways
        self._inventory = inventory
        self._carrying: set[asyncio.Task[None]] = set()

    async def _create_connection(self, req: Any, traces: Any, within: aiohttp.ClientTimeout) -> ResponseHandler:
        """What aiohttp asks of a connector; raises ways.NotCarried, and OSError for what TLS has against it."""
        host, port = req.url.host, req.url.port
        node = self._inventory.at(host)
        if node is None:
            raise Unreachable("not carried: it is no address of the inventory", where=f"{host}:{port}")
        near = self._joined(await self._ways.tcp(node, host, port))
        context = req.ssl if req.is_ssl() and isinstance(req.ssl, ssl.SSLContext) else None
        named = host if context is not None else None
        try:
            async with asyncio.timeout(within.sock_connect):
                _, protocol = await self._loop.create_connection(
                    self._factory, sock=near, ssl=context, server_hostname=named
                )
        except BaseException:
            near.close()
            raise
        return protocol

    def _joined(self, stream: Stream) -> socket.socket:
        """A socket whose other end is the channel, for as long as both are open."""
        near, far = socket.socketpair()
        near.setblocking(False)
        task = asyncio.create_task(_carry(far, stream))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)
        return near

    async def aclose(self) -> None:
        """Close it and wait until nothing is carried any more."""
        for task in tuple(self._carrying):
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)
        await self.close()


async def _carry(far: socket.socket, stream: Stream) -> None:
    reader, writer = stream
    local_reader, local_writer = await asyncio.open_connection(sock=far)
    ways = [asyncio.create_task(_pump(reader, local_writer)), asyncio.create_task(_pump(local_reader, writer))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        local_writer.close()
        writer.close()


async def _pump(source: Any, sink: Any) -> None:
    """Until the source ends; a slow sink makes it wait."""
    with contextlib.suppress(OSError, asyncssh.Error):
        while chunk := await source.read(CHUNK):
            sink.write(chunk)
            await sink.drain()
