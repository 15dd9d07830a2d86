"""Real listeners on the nodes' addresses, opened and closed as the world's processes come and go."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Mapping
from urllib.parse import parse_qs

from aiohttp import web

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.inside import Inside
from dcos_upgrade.lab.wire import zookeeper
from dcos_upgrade.lab.wire.doors import Door, doors
from dcos_upgrade.lab.wire.program import Program
from dcos_upgrade.lab.wire.real_mesos import RealMesos
from dcos_upgrade.lab.wire.reply import Ask, Reply
from dcos_upgrade.lab.wire.strict import Tls
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.world import World

log = logging.getLogger(__name__)

LONGEST_NAP = 0.25
SHORTEST_NAP = 0.005
SILENCE = 3600.0


class Listener:
    """One open port; closing it resets whoever is connected."""

    def __init__(
        self, world: World, door: Door, inside: Inside | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self._world = world
        self._door = door
        self._inside = inside if door.inside else None
        self._tls = tls
        self._lies = 0
        self._web: web.Server | None = None
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Raises OSError when the port cannot be had."""
        loop = asyncio.get_running_loop()
        if self._door.face is None:
            self._server = await asyncio.start_server(self._speak, self._door.address, self._port)
        else:
            self._web = web.Server(self._serve, access_log=None)
            self._server = await loop.create_server(
                self._web, self._door.address, self._port, reuse_address=True, ssl=self._tls
            )
        if self._inside is not None:
            self._lies = self._server.sockets[0].getsockname()[1]
            self._inside.opened(self._door.address, self._door.port, self._lies)

    @property
    def _port(self) -> int:
        """Any that is free, where nobody outside the node shall find it."""
        return self._door.port if self._inside is None else 0

    async def close(self) -> None:
        if self._inside is not None:
            self._inside.closed(self._door.address, self._door.port, self._lies)
        if self._server is not None:
            self._server.close()
        if self._web is not None:
            await self._web.shutdown(0.05)

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        self._world.advance()
        face = self._door.face
        if self._silent or face is None:
            await asyncio.sleep(SILENCE)
            return web.Response(status=504)
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge as error:
            return web.Response(status=413, text=error.text)
        reply = face(self._world, self._door.node, _ask(request, body))
        await asyncio.sleep(reply.delay)
        return _response(reply)

    async def _speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A word in, its answer out, the connection closed."""
        with contextlib.suppress(ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            word = await asyncio.wait_for(reader.readexactly(4), 5.0)
            self._world.advance()
            if self._silent:
                await asyncio.sleep(SILENCE)
            writer.write(zookeeper.answer(self._world, self._door.node, word.decode("ascii", "replace")).encode())
            await writer.drain()
        writer.close()

    @property
    def _silent(self) -> bool:
        return self._world.setting.bent(Bend.SILENT, self._door.node)


class Faces:
    """Moves the world and keeps the listeners in step with it. ``tls``: what each node listens with where TLS is spoken."""

    def __init__(self, world: World, real: RealMesos | None = None) -> None:
        self._world = world
        self._real = real
        self._open: dict[Door, Listener | Program] = {}
        self._refused: set[Door] = set()
        self._failing: set[Door] = set()
        self._wake = asyncio.Event()
        self.inside = Inside()
        self.tls: Mapping[tuple[NodeId, Tls], ssl.SSLContext] = {}

    def wake(self) -> None:
        """Something changed: look at once."""
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                await self.step()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), self._nap())
                self._wake.clear()
        finally:
            await self._close(list(self._open))

    async def step(self) -> None:
        """Let happen what is due, then open and close ports."""
        self._world.advance()
        wanted = doors(self._world)
        await self._close([door for door in self._open if door not in wanted])
        self._refused &= wanted
        for door in wanted - self._open.keys() - self._refused:
            await self._try_open(door)

    async def close(self) -> None:
        await self._close(list(self._open))

    async def _try_open(self, door: Door) -> None:
        listener = self._answering(door)
        try:
            await listener.open()
        except PermissionError:  # port 80 without the right to it: the lab goes on without Admin Router
            self._refused.add(door)
            log.warning("no right to listen on %s:%s", door.address, door.port)
        except OSError as error:
            if door in self._failing:
                return
            self._failing.add(door)
            log.warning("cannot listen on %s:%s yet: %s", door.address, door.port, error)
        else:
            self._failing.discard(door)
            self._open[door] = listener

    def _answering(self, door: Door) -> Listener | Program:
        if self._real is not None and self._real.plays(door):
            return self._real.program(door)
        return Listener(self._world, door, self.inside, self.tls.get((door.node, door.tls)))

    async def _close(self, gone: list[Door]) -> None:
        listeners = [self._open.pop(door) for door in gone]
        await asyncio.gather(*(listener.close() for listener in listeners))

    def _nap(self) -> float:
        due = self._world.setting.agenda.next_at
        wait = LONGEST_NAP if due is None else due - self._world.now
        return min(LONGEST_NAP, max(SHORTEST_NAP, wait))


def _ask(request: web.BaseRequest, body: bytes) -> Ask:
    query = {name: tuple(values) for name, values in parse_qs(request.query_string, keep_blank_values=True).items()}
    return Ask(
        method=request.method,
        path=request.path,
        query=query,
        query_text=f"?{request.query_string}" if request.query_string else "",
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
    )


def _response(reply: Reply) -> web.Response:
    headers = dict(reply.headers)
    if reply.content_type is not None:
        headers["Content-Type"] = reply.content_type
    return web.Response(status=reply.status, body=reply.body, headers=headers)
