"""Shell, HTTP and four-letter words of a lab in memory: who is up answers by the wire's own pure faces."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.probe import Answer, Command, Service
from dcos_upgrade.lab.memory import commands as shell
from dcos_upgrade.lab.memory.machines import MemoryMachines
from dcos_upgrade.lab.memory.timeline import MemoryClock
from dcos_upgrade.lab.wire import zookeeper
from dcos_upgrade.lab.wire.doors import AGENT_FACES, MASTER_FACES, HttpFace
from dcos_upgrade.lab.wire.reply import Ask, Reply
from dcos_upgrade.lab.wire.task_server import TaskFace, task_at
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.unit import Kind
from dcos_upgrade.lab.world.world import World
from dcos_upgrade.lab.world.zookeeper import Mode

TIMEOUT = 15.0
"""Seconds until a silent port counts as no answer."""

KIND_OF = {
    Service.MESOS_MASTER: Kind.MESOS_MASTER,
    Service.MESOS_AGENT: Kind.AGENT,
    Service.MARATHON: Kind.MARATHON,
    Service.EXHIBITOR: Kind.EXHIBITOR,
    Service.ADMINROUTER: Kind.ADMINROUTER,
    Service.METRONOME: Kind.METRONOME,
}
HEADERS = {"accept": "application/json", "cache-control": "no-cache"}
OPEN = {
    True: {kind: (port, face) for kind, port, face in MASTER_FACES},
    False: {kind: (port, face) for kind, port, face in AGENT_FACES},
}
"""Ports and faces by kind: of masters, of agents."""


class MemoryShell:
    """Implements ports.Shell."""

    def __init__(self, world: World, machines: MemoryMachines, clock: MemoryClock) -> None:
        self._world = world
        self._machines = machines
        self._clock = clock

    async def ask(self, node: Node, commands: Mapping[str, Command]) -> Mapping[str, Answer]:
        machine = self._machines[node.id]
        machine.session()
        asked = self._clock.now()
        said = {name: shell.answer(self._world, machine, command) for name, command in commands.items()}
        return {
            name: Answer(
                body=said[name].body.encode(),
                status=said[name].status,
                source=f"ssh://{node.id}: {command.text}",
                time=asked,
            )
            for name, command in commands.items()
        }


class MemoryApi:
    """Implements ports.Api. ``timeout`` in seconds."""

    def __init__(self, world: World, machines: MemoryMachines, clock: MemoryClock, *, timeout: float = TIMEOUT) -> None:
        self._world = world
        self._machines = machines
        self._clock = clock
        self._timeout = timeout

    async def get(self, node: Node, service: Service, path: str) -> Answer:
        return await self.send("GET", node, service, path)

    async def send(self, method: str, node: Node, service: Service, path: str, *, body: bytes = b"") -> Answer:
        """Any method, to a service of a node."""
        kind = KIND_OF[service]
        port, face = OPEN[node.role is Role.MASTER].get(kind, (0, None))
        url = f"http://{node.address}:{port}{path}"
        if face is None or self._world.hosts[node.id].process(kind) is None:
            raise _refused(url)
        return await self._answered(node, face, _ask(url, method, body), url)

    async def get_url(self, url: str) -> Answer:
        return await self.send_url("GET", url)

    async def send_url(self, method: str, url: str, *, body: bytes = b"") -> Answer:
        """To a node's own port, be it a service's or a task's; GET also to the bootstrap host."""
        parts = urlsplit(url)
        node = self._world.spec.inventory.at(parts.hostname or "")
        if node is None:
            return self._bootstrap(url)
        port = parts.port or 80
        task = task_at(self._world, node.id, port)
        if task is not None:
            return await self._answered(node, TaskFace(task=task.id, port=port), _ask(url, method, body), url)
        service = _service_at(node, port)
        return await self.send(method, node, service, url.partition(parts.netloc)[2] or "/", body=body)

    def _bootstrap(self, url: str) -> Answer:
        asked = self._clock.now()
        if not url.startswith(self._machines.bootstrap.url + "/"):
            raise Unreachable("no answer over HTTP", where=url, evidence="no route to host")
        body = self._machines.bootstrap.get(url)
        return Answer(body=body or b"", status=404 if body is None else 200, source=url, time=asked)

    async def _answered(self, node: Node, face: HttpFace, ask: Ask, url: str) -> Answer:
        asked = self._clock.now()
        if self._world.setting.bent(Bend.SILENT, node.id):
            await self._gives_up(url)
        reply = face(self._world, node.id, ask)
        if reply.delay >= self._timeout:
            await self._gives_up(url)
        if reply.delay:
            await self._clock.sleep(reply.delay)
        return Answer(body=reply.body, status=reply.status, source=url, time=asked, headers=_headers(reply))

    async def _gives_up(self, url: str) -> None:
        await self._clock.sleep(self._timeout)
        raise Unreachable("no answer over HTTP", where=url, evidence=f"no answer within {self._timeout:g} s")


class MemoryWords:
    """Implements ports.FourLetterWords. ``timeout`` in seconds."""

    def __init__(self, world: World, clock: MemoryClock, *, timeout: float = TIMEOUT) -> None:
        self._world = world
        self._clock = clock
        self._timeout = timeout

    async def ask(self, node: Node, word: str) -> Answer:
        source = f"zookeeper://{node.address}:{zookeeper.PORT}/{word}"
        asked = self._clock.now()
        peer = self._world.zookeeper.peers.get(node.id)
        if peer is None or peer.mode is Mode.ABSENT:
            raise Unreachable("ZooKeeper does not answer", where=source, evidence="connection refused")
        if self._world.setting.bent(Bend.SILENT, node.id):
            await self._clock.sleep(self._timeout)
            raise Unreachable("ZooKeeper does not answer", where=source, evidence=f"within {self._timeout:g} s")
        body = zookeeper.answer(self._world, node.id, word).encode()
        if not body:
            raise Unreachable("ZooKeeper closed the connection without an answer", where=source)
        return Answer(body=body, status=0, source=source, time=asked)


def _service_at(node: Node, port: int) -> Service:
    ports = {known: kind for kind, (known, _) in OPEN[node.role is Role.MASTER].items()}
    found = next((service for service, kind in KIND_OF.items() if ports.get(port) is kind), None)
    if found is None:
        raise _refused(f"{node.address}:{port}")
    return found


def _refused(where: str) -> Unreachable:
    return Unreachable("no answer over HTTP", where=where, evidence="connection refused")


def _ask(url: str, method: str, body: bytes) -> Ask:
    parts = urlsplit(url)
    query = {name: tuple(values) for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    text = f"?{parts.query}" if parts.query else ""
    return Ask(path=parts.path or "/", method=method, query=query, query_text=text, headers=HEADERS, body=body)


def _headers(reply: Reply) -> dict[str, str]:
    headers = {name.lower(): value for name, value in reply.headers.items()}
    return headers | ({"content-type": reply.content_type} if reply.content_type else {})
