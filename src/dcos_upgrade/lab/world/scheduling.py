"""What the leading Marathon does with apps: places tasks, replaces the lost ones, waits for volumes."""

from __future__ import annotations

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.lab.world.apps import VERSION, App
from dcos_upgrade.lab.world.book import Book
from dcos_upgrade.lab.world.marathon import Marathons
from dcos_upgrade.lab.world.setting import Setting
from dcos_upgrade.lab.world.tasks import RUNNING, STAGING, UNREACHABLE, Task, Tasks
from dcos_upgrade.lab.world.timing import TASK_LAUNCH


class Scheduling:
    """The apps and their tasks. ``waiting`` are launches without a place, since when."""

    def __init__(self, setting: Setting, marathons: Marathons, book: Book, tasks: Tasks) -> None:
        self._setting = setting
        self._marathons = marathons
        self._book = book
        self._tasks = tasks
        self.apps: tuple[App, ...] = ()
        self.waiting: dict[str, float] = {}
        self.last_failures: dict[str, Task] = {}
        self._next_port = 1025
        tasks.on_ended.append(self._ended)
        book.on_unreachable.append(self._unreachable)
        book.on_removed.append(self._removed)
        book.on_back.append(self._back)
        marathons.on_led.append(self.fill)

    def settle(self, apps: tuple[App, ...], at: float) -> None:
        """All apps have been running since ``at``."""
        self.apps = apps
        for app in apps:
            for _ in range(app.instances):
                node = self._place(app)
                if node is not None:
                    self._tasks.add(self._new_task(app, node, at, RUNNING))

    def fill(self) -> None:
        """Start what is missing; what finds no place waits in the queue."""
        if not self._marathons.loaded:
            return
        for app in self.apps:
            for _ in range(app.instances - len(self._tasks.of_app(app.id))):
                self._launch(app)

    def _launch(self, app: App) -> None:
        node = self._place(app)
        if node is None:
            self.waiting.setdefault(app.id, self._setting.now)
            return
        self.waiting.pop(app.id, None)
        task = self._new_task(app, node, self._setting.now, STAGING)
        self._tasks.add(task)
        self._setting.later(TASK_LAUNCH, lambda: self._runs(task))

    def _runs(self, task: Task) -> None:
        if task.id in self._tasks.live and task.state == STAGING:
            task.state, task.started_at = RUNNING, self._setting.now

    def _place(self, app: App) -> Node | None:
        """The fitting agent with the fewest tasks that makes offers now."""
        nodes = [entry.node for entry in self._book.entries.values() if entry.active and app.fits(entry.node)]
        return min(nodes, key=lambda node: (len(self._tasks.on(node.id)), node.id), default=None)

    def _new_task(self, app: App, node: Node, at: float, state: str) -> Task:
        entry = self._book.entry_of(node.id)
        port = self._next_port
        self._next_port += 1
        return Task(
            id=f"{app.id.strip('/').replace('/', '_')}.{self._setting.uuid()}",
            app=app.id,
            node=node,
            agent_id=entry.agent_id if entry else "",
            port=port,
            version=VERSION,
            container=self._setting.uuid(),
            staged_at=at,
            started_at=at + 0.5 if state == RUNNING else None,
            state=state,
        )

    def _ended(self, task: Task) -> None:
        self.last_failures[task.app] = task
        self._setting.later(TASK_LAUNCH, self.fill)

    def _unreachable(self, agent_id: str) -> None:
        """Replaced at once (inactiveAfterSeconds 0), but for tasks with a volume, which wait."""
        resident = {app.id for app in self.apps if app.resident}
        for task in self._tasks.of_agent(agent_id):
            if task.app in resident:
                task.state = UNREACHABLE
            else:
                self._tasks.end(task, UNREACHABLE)

    def _removed(self, agent_id: str) -> None:
        for task in self._tasks.of_agent(agent_id):
            self._tasks.end(task, "TASK_LOST")

    def _back(self, agent_id: str) -> None:
        for task in self._tasks.of_agent(agent_id):
            if task.state == UNREACHABLE:
                task.state = RUNNING
        if self.waiting:
            self._setting.later(TASK_LAUNCH, self.fill)
