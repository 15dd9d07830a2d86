"""What the leading Marathon does with apps: places tasks, replaces the lost ones, waits for volumes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.lab.world.apps import App
from dcos_upgrade.lab.world.book import Book
from dcos_upgrade.lab.world.offers import Ports, has_room
from dcos_upgrade.lab.world.setting import Bend, Setting
from dcos_upgrade.lab.world.tasks import FAILED, KILLED, KILLING, RUNNING, STAGING, UNREACHABLE, Task, Tasks
from dcos_upgrade.lab.world.timing import IMAGE_PULL, TASK_KILL, TASK_LAUNCH

NO_IMAGE = "Failed to launch container: Failed to pull image '{}': registry is not reachable"


class Leads(Protocol):
    """A Marathon, as far as its scheduling asks: whether it leads with its state loaded, and whether it knows of health."""

    @property
    def loaded(self) -> bool: ...

    @property
    def health_known(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOff:
    """No launch before ``until``; after ``seconds`` as DC/OS counts them."""

    seconds: float
    until: float


class Scheduling:
    """The apps of one Marathon and their tasks. ``waiting`` are launches without a place, since when.

    ``framework`` is its framework's id, ``subscribed`` whether Mesos hears it and makes it offers; ``busy`` says of an app that
    a deployment takes care of its tasks.
    """

    def __init__(
        self,
        setting: Setting,
        marathon: Leads,
        book: Book,
        tasks: Tasks,
        *,
        framework: Callable[[], str],
        subscribed: Callable[[], bool],
        ports: Ports,
    ) -> None:
        self._setting = setting
        self.marathon = marathon
        self._book = book
        self._tasks = tasks
        self.framework = framework
        self._subscribed = subscribed
        self._ports = ports
        self.apps: tuple[App, ...] = ()
        self.waiting: dict[str, float] = {}
        self.back_offs: dict[str, BackOff] = {}
        self.last_failures: dict[str, Task] = {}
        self.busy: Callable[[str], bool] = lambda app: False
        self._images: set[tuple[NodeId, str]] = set()
        tasks.on_ended.append(self._ended)
        book.on_unreachable.append(self._unreachable)
        book.on_removed.append(self._removed)
        book.on_back.append(self._back)

    @property
    def now(self) -> float:
        return self._setting.now

    def app(self, app_id: str) -> App | None:
        return next((app for app in self.apps if app.id == app_id), None)

    def tasks_of(self, app_id: str) -> tuple[Task, ...]:
        return self._tasks.of_app(app_id, self.framework())

    def unwell(self, app: App, task: Task) -> bool:
        """Its health checks have failed, and for longer than they may."""
        grace = self._setting.timing.scaled(app.grace)
        return task.state == RUNNING and not task.listens and self.now - (task.started_at or self.now) >= grace

    def settle(self, apps: tuple[App, ...], at: float) -> None:
        """All apps have been running since ``at``."""
        self.apps = apps
        for app in apps:
            for _ in range(app.instances):
                task = self._place(app, at, RUNNING)
                if task is not None:
                    self._tasks.add(task)
                    self._images.add((task.node.id, app.image or ""))

    def fill(self) -> None:
        """Start what is missing; what finds no place waits in the queue."""
        if not self.marathon.loaded:
            return
        for app in self.apps:
            if not self.busy(app.id):
                self.launch(app, app.instances - len(self.tasks_of(app.id)))

    def offered(self, framework: str) -> None:
        """A framework gets offers again; if it is this one, what waited is started."""
        if framework == self.framework():
            self.fill()

    def launch(self, app: App, count: int) -> None:
        """So many more tasks of it, as soon as there is a place for each."""
        if count <= 0:
            self.waiting.pop(app.id, None)
        for _ in range(count):
            self._launch(app)

    def kill(self, task: Task) -> None:
        """As soon as Mesos and its agent hear of it; one that cannot be reached is given up."""
        if not self._subscribed():
            return
        if task.state == UNREACHABLE:
            self._tasks.end(task, KILLED)
        entry = self._book.entries.get(task.agent_id)
        if entry is None or not entry.active or task.state not in (STAGING, RUNNING):
            return
        task.state = KILLING
        self._setting.later(TASK_KILL, lambda: self._tasks.end(task, KILLED))

    def forget(self, app_id: str) -> None:
        """Nothing of it waits any more."""
        for known in (self.waiting, self.back_offs, self.last_failures):
            known.pop(app_id, None)

    def _launch(self, app: App) -> None:
        task = None if self._backs_off(app) else self._place(app, self._setting.now, STAGING)
        if task is None:
            self.waiting.setdefault(app.id, self._setting.now)
            return
        self.waiting.pop(app.id, None)
        self._tasks.add(task)
        if self._pulls(task, app):
            self._setting.later(IMAGE_PULL, lambda: self._pulled(task, app))
        else:
            self._setting.later(TASK_LAUNCH, lambda: self._runs(task))

    def _backs_off(self, app: App) -> bool:
        back_off = self.back_offs.get(app.id)
        return back_off is not None and back_off.until > self._setting.now

    def _pulls(self, task: Task, app: App) -> bool:
        return app.image is not None and (task.node.id, app.image) not in self._images

    def _pulled(self, task: Task, app: App) -> None:
        """The image is there, or the container never starts and Marathon waits longer each time."""
        if task.state != STAGING or task.id not in self._tasks.live:
            return
        if self._setting.bent(Bend.REGISTRY_UNREACHABLE):
            self._back_off(app)
            self._tasks.end(task, FAILED, NO_IMAGE.format(app.image))
            return
        self._images.add((task.node.id, app.image or ""))
        self._runs(task)

    def _back_off(self, app: App) -> None:
        before = self.back_offs.get(app.id)
        first = float(app.definition.get("backoffSeconds", 1))
        grown = before.seconds * app.definition.get("backoffFactor", 1.15) if before else first
        seconds = min(max(first, grown), float(app.definition.get("maxLaunchDelaySeconds", 3600)))
        wait = self._setting.timing.scaled(seconds)
        self.back_offs[app.id] = BackOff(seconds=seconds, until=self._setting.now + wait)
        self.waiting.setdefault(app.id, self._setting.now)
        self._setting.agenda.after(wait, self.fill)

    def _runs(self, task: Task) -> None:
        if task.id in self._tasks.live and task.state == STAGING:
            self.back_offs.pop(task.app, None)
            self._tasks.run(task)

    def _place(self, app: App, at: float, state: str) -> Task | None:
        """On the fitting agent with the fewest tasks that makes offers now."""
        if not self._subscribed():
            return None
        others = [task.node for task in self.tasks_of(app.id)]
        on = self._tasks.by_node()
        nodes = [entry.node for entry in self._book.entries.values() if entry.active and app.fits(entry.node, others)]
        for node in sorted(nodes, key=lambda node: (len(on.get(node.id, ())), node.id)):
            there = on.get(node.id, [])
            if not has_room(there, app.cpus, app.mem):
                continue
            ports = self._ports.pick(app.host_ports, (port for task in there for port in task.ports))
            if ports is not None:
                return self._new_task(app, node, ports, at, state)
        return None

    def _new_task(self, app: App, node: Node, ports: tuple[int, ...], at: float, state: str) -> Task:
        entry = self._book.entry_of(node.id)
        return Task(
            id=f"{app.id.strip('/').replace('/', '_')}.{self._setting.uuid()}",
            app=app.id,
            framework=self.framework(),
            node=node,
            agent_id=entry.agent_id if entry else "",
            ports=ports,
            version=app.version,
            container=self._setting.uuid(),
            staged_at=at,
            started_at=at + 0.5 if state == RUNNING else None,
            state=state,
            cpus=app.cpus,
            mem=app.mem,
            listens=app.listens,
            image=app.image,
            command=app.command,
        )

    def _ended(self, task: Task) -> None:
        """A task that Marathon itself has killed is no failure."""
        if task.framework != self.framework():
            return
        if task.state != KILLED and self.app(task.app) is not None:
            self.last_failures[task.app] = task
        self._setting.later(TASK_LAUNCH, self.fill)

    def _unreachable(self, agent_id: str) -> None:
        """Replaced at once, as Marathon's own default is, or as late as the app's strategy says; with a volume never."""
        patience = {app.id: app.patience for app in self.apps}
        for task in self._mine_on(agent_id):
            self._wait_for(task, patience.get(task.app, 0.0))

    def _wait_for(self, task: Task, seconds: float | None) -> None:
        if seconds == 0:
            self._tasks.end(task, UNREACHABLE)
            return
        task.state = UNREACHABLE
        if seconds is not None:
            self._setting.agenda.after(self._setting.timing.scaled(seconds), lambda: self._give_up(task))

    def _give_up(self, task: Task) -> None:
        if task.state == UNREACHABLE:
            self._tasks.end(task, UNREACHABLE)

    def _removed(self, agent_id: str) -> None:
        for task in self._mine_on(agent_id):
            self._tasks.end(task, "TASK_LOST")

    def _back(self, agent_id: str) -> None:
        for task in self._mine_on(agent_id):
            if task.state == UNREACHABLE:
                task.state = RUNNING
        if self.waiting:
            self._setting.later(TASK_LAUNCH, self.fill)

    def _mine_on(self, agent_id: str) -> tuple[Task, ...]:
        return tuple(task for task in self._tasks.of_agent(agent_id) if task.framework == self.framework())
