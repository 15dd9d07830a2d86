"""Tasks: they live in their executors on a node, whatever the agent's process does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.lab.world.setting import Setting

RUNNING = "TASK_RUNNING"
STAGING = "TASK_STAGING"
UNREACHABLE = "TASK_UNREACHABLE"


@dataclass(slots=True, kw_only=True)
class Task:
    id: str
    app: str
    node: Node
    agent_id: str
    port: int
    version: str
    container: str
    staged_at: float
    started_at: float | None = None
    state: str = STAGING
    ended_at: float | None = None

    @property
    def name(self) -> str:
        return ".".join(reversed(self.app.strip("/").split("/")))


class Tasks:
    """``on_ended`` is told of every task that is over."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.live: dict[str, Task] = {}
        self.completed: list[Task] = []
        self.on_ended: list[Callable[[Task], None]] = []

    def of_app(self, app: str) -> tuple[Task, ...]:
        return tuple(task for task in self.live.values() if task.app == app)

    def of_agent(self, agent_id: str) -> tuple[Task, ...]:
        return tuple(task for task in self.live.values() if task.agent_id == agent_id)

    def on(self, node: NodeId) -> tuple[Task, ...]:
        return tuple(task for task in self.live.values() if task.node.id == node)

    def add(self, task: Task) -> None:
        self.live[task.id] = task

    def end(self, task: Task, state: str) -> None:
        if self.live.pop(task.id, None) is None:
            return
        task.state, task.ended_at = state, self._setting.now
        self.completed.append(task)
        del self.completed[:-1000]
        for listener in self.on_ended:
            listener(task)

    def end_all_on(self, node: NodeId, state: str) -> None:
        for task in self.on(node):
            self.end(task, state)
