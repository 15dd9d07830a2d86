"""Tasks: they live in their executors on a node, whatever the agent's process does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.lab.world.setting import Bend, Setting

RUNNING = "TASK_RUNNING"
STAGING = "TASK_STAGING"
KILLING = "TASK_KILLING"
KILLED = "TASK_KILLED"
FAILED = "TASK_FAILED"
LOST = "TASK_LOST"
UNREACHABLE = "TASK_UNREACHABLE"


ALIVE = frozenset({RUNNING, KILLING, UNREACHABLE})
"""States in which the task's process is there, whoever can see it."""


@dataclass(slots=True, kw_only=True)
class Task:
    """``framework`` is the id of the one that launched it; ``listens`` says whether its process opens its ports.

    ``cpus`` in cores, ``mem`` in MiB. ``image`` and ``command`` are what it was started with, ``why`` the message of its last
    status.
    """

    id: str
    app: str
    framework: str
    node: Node
    agent_id: str
    ports: tuple[int, ...]
    version: str
    container: str
    staged_at: float
    started_at: float | None = None
    state: str = STAGING
    ended_at: float | None = None
    cpus: float = 0.2
    mem: float = 64.0
    listens: bool = False
    image: str | None = None
    command: str = ""
    why: str = ""

    @property
    def name(self) -> str:
        return ".".join(reversed(self.app.strip("/").split("/")))


class Tasks:
    """``on_running`` is told of every task that has come to run, ``on_ended`` of every one that is over."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.live: dict[str, Task] = {}
        self.completed: list[Task] = []
        self.on_running: list[Callable[[Task], None]] = []
        self.on_ended: list[Callable[[Task], None]] = []

    def of_app(self, app: str, framework: str | None = None) -> tuple[Task, ...]:
        """Of whichever framework, or of this one."""
        return tuple(task for task in self.live.values() if task.app == app and framework in (None, task.framework))

    def at(self, node: NodeId, port: int) -> Task | None:
        """Whose process listens there."""
        return next((task for task in self.on(node) if port in task.ports and self.answers(task)), None)

    def answers(self, task: Task) -> bool:
        return task.listens and task.state in ALIVE and not self._setting.bent(Bend.TASKS_SILENT, task.node.id)

    def of_agent(self, agent_id: str) -> tuple[Task, ...]:
        return tuple(task for task in self.live.values() if task.agent_id == agent_id)

    def on(self, node: NodeId) -> tuple[Task, ...]:
        return tuple(task for task in self.live.values() if task.node.id == node)

    def by_node(self) -> dict[NodeId, list[Task]]:
        found: dict[NodeId, list[Task]] = {}
        for task in self.live.values():
            found.setdefault(task.node.id, []).append(task)
        return found

    def by_agent(self) -> dict[str, list[Task]]:
        """By the agents' ids."""
        found: dict[str, list[Task]] = {}
        for task in self.live.values():
            found.setdefault(task.agent_id, []).append(task)
        return found

    def add(self, task: Task) -> None:
        self.live[task.id] = task

    def run(self, task: Task) -> None:
        task.state, task.started_at = RUNNING, self._setting.now
        for listener in self.on_running:
            listener(task)

    def end(self, task: Task, state: str, why: str = "") -> None:
        if self.live.pop(task.id, None) is None:
            return
        task.state, task.ended_at, task.why = state, self._setting.now, why
        self.completed.append(task)
        del self.completed[:-1000]
        for listener in self.on_ended:
            listener(task)

    def end_all_on(self, node: NodeId, state: str) -> None:
        for task in self.on(node):
            self.end(task, state)
