"""What a node's shims ask goes to the world through a Unix socket that only this node has."""

from __future__ import annotations

import os
import shlex
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.contract import Services, ShimAnswer

Asked = Callable[[NodeId, tuple[str, ...]], Awaitable[ShimAnswer]]


@dataclass(slots=True, kw_only=True)
class WorldSocket:
    """Serves ``POST /<systemctl|journalctl|checks>`` with form fields ``argument``; the answer is a shell text to evaluate."""

    node: NodeId
    directory: Path
    services: Services
    _runner: web.AppRunner | None = field(default=None, init=False)

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/{question}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.SockSite(self._runner, _listening(self.directory)).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        (self.directory / "world.sock").unlink(missing_ok=True)

    async def _answer(self, request: web.Request) -> web.Response:
        questions: dict[str, Asked] = {
            "systemctl": self.services.systemctl,
            "journalctl": self.services.journalctl,
            "checks": self.services.checks,
        }
        asked = questions.get(request.match_info["question"])
        if asked is None:
            raise web.HTTPNotFound
        form = await request.post()
        answer = await asked(self.node, tuple(str(value) for value in form.getall("argument", [])))
        return web.Response(text=as_shell(answer))


def as_shell(answer: ShimAnswer) -> str:
    """Three statements that print and exit as the answer says; nothing in it can be taken for a command."""
    out, err = shlex.quote(answer.stdout), shlex.quote(answer.stderr)
    return f"printf %s {out}\nprintf %s {err} >&2\nexit {int(answer.status)}\n"


def _listening(directory: Path) -> socket.socket:
    """A socket's path may have 107 bytes only: it is named through the directory's descriptor."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "world.sock").unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        listener.bind(f"/proc/self/fd/{descriptor}/world.sock")
    finally:
        os.close(descriptor)
    listener.setblocking(False)
    return listener
