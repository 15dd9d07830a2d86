"""Which ports of which nodes are open just now, and who answers there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dcos_upgrade.core.cluster import NodeId, Role
from dcos_upgrade.lab.wire import (
    adminrouter,
    exhibitor,
    marathon,
    mesos_agent,
    mesos_master,
    metronome,
    strict,
    zookeeper,
)
from dcos_upgrade.lab.wire.reply import Ask, Reply
from dcos_upgrade.lab.wire.strict import Tls
from dcos_upgrade.lab.wire.task_server import TaskFace, open_tasks
from dcos_upgrade.lab.world.systemd import Host
from dcos_upgrade.lab.world.unit import Kind
from dcos_upgrade.lab.world.world import World
from dcos_upgrade.lab.world.zookeeper import Mode

HttpFace = Callable[[World, NodeId, Ask], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """An open port. ``face`` is None where four-letter words are spoken. ``life`` differs for another process.

    ``inside``: only the node itself reaches it.
    """

    node: NodeId
    address: str
    port: int
    life: int
    face: HttpFace | None
    tls: Tls = Tls.NONE
    inside: bool = False


MASTER_FACES: tuple[tuple[Kind, int, HttpFace], ...] = (
    (Kind.EXHIBITOR, exhibitor.PORT, exhibitor.answer),
    (Kind.MESOS_MASTER, mesos_master.PORT, mesos_master.answer),
    (Kind.MARATHON, marathon.PORT, marathon.answer),
    (Kind.METRONOME, metronome.PORT, metronome.answer),
    (Kind.ADMINROUTER, adminrouter.MASTER_PORT, adminrouter.answer),
)
AGENT_FACES: tuple[tuple[Kind, int, HttpFace], ...] = (
    (Kind.AGENT, mesos_agent.PORT, mesos_agent.answer),
    (Kind.ADMINROUTER, adminrouter.AGENT_PORT, adminrouter.answer),
)


def doors(world: World) -> frozenset[Door]:
    """Of the nodes' services, and of the tasks that run on them."""
    services = [door for host in world.hosts.values() for door in _of(world, host)]
    tasks = [
        _door(world.hosts[task.node.id], port, 0, TaskFace(task=task.id, port=port)) for task, port in open_tasks(world)
    ]
    return frozenset((*services, *tasks))


def _of(world: World, host: Host) -> Iterator[Door]:
    master = host.node.role is Role.MASTER
    inside = world.spec.services == "inside"
    for kind, port, face, tls in _faces(world, master=master):
        process = host.process(kind)
        if process is not None:
            yield _door(host, port, process.pid, face, tls=tls, inside=inside and kind is not Kind.ADMINROUTER)
    if master and world.zookeeper.peers[host.node.id].mode is not Mode.ABSENT:
        yield _door(host, zookeeper.PORT, world.zookeeper.peers[host.node.id].life, None, inside=inside)


def _faces(world: World, *, master: bool) -> Iterator[strict.Face]:
    if world.spec.services == "strict":
        yield from strict.faces(world, master=master)
        return
    for kind, port, face in MASTER_FACES if master else AGENT_FACES:
        yield kind, port, face, Tls.NONE


def _door(
    host: Host, port: int, life: int, face: HttpFace | None, *, tls: Tls = Tls.NONE, inside: bool = False
) -> Door:
    address = host.node.address
    return Door(node=host.node.id, address=address, port=port, life=life, face=face, tls=tls, inside=inside)
