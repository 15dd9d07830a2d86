"""What a task answers on its own ports: a plain HTTP server says who it is, a service Marathon is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.wire import service_marathon
from dcos_upgrade.lab.wire.reply import NOT_FOUND, Ask, Reply, of_text
from dcos_upgrade.lab.world.service_apps import is_marathon
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.tasks import Task
from dcos_upgrade.lab.world.world import World

STANDS_BY = of_text("Could not determine the current leader", status=502)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFace:
    """The face of one task at one of its ports; another task at the same port is another face."""

    task: str
    port: int

    def __call__(self, world: World, node: NodeId, ask: Ask) -> Reply:
        task = world.tasks.live.get(self.task)
        return NOT_FOUND if task is None else answer(world, task, self.port, ask)


def answer(world: World, task: Task, port: int, ask: Ask) -> Reply:
    if is_marathon(task.image):
        marathon = world.service_marathons.of_task(task)
        if marathon is None:
            return STANDS_BY
        return service_marathon.answer(world, marathon, task, ask) if port == marathon.port else NOT_FOUND
    if ask.method not in ("GET", "HEAD"):
        return of_text("501 Unsupported method\n", status=501)
    return of_text(f"{task.app} {task.id} {task.version}\n")


def open_tasks(world: World) -> Iterator[tuple[Task, int]]:
    """Every port at which a task's process listens: it does so whatever becomes of its agent's process.

    None where the ports are closed from outside.
    """
    if world.setting.bent(Bend.TASK_PORTS_CLOSED):
        return
    for task in world.tasks.live.values():
        if world.hosts[task.node.id].powered and world.tasks.answers(task):
            for port in task.ports:
                yield task, port


def task_at(world: World, node: NodeId, port: int) -> Task | None:
    if world.setting.bent(Bend.TASK_PORTS_CLOSED):
        return None
    found = world.tasks.at(node, port)
    return found if found is not None and world.hosts[node].powered else None
