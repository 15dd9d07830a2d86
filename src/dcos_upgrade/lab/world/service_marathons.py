"""Marathon on Marathon: apps of the root Marathon that are frameworks themselves.

What one of them knows (its framework id, its apps) lies in ZooKeeper at its own path and outlives its task.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.world.apps import App
from dcos_upgrade.lab.world.book import Book
from dcos_upgrade.lab.world.deploying import Deploying
from dcos_upgrade.lab.world.frameworks import Framework, Frameworks
from dcos_upgrade.lab.world.offers import Ports
from dcos_upgrade.lab.world.scheduling import Scheduling
from dcos_upgrade.lab.world.service_apps import Settings, apps_within, is_marathon, settings_of, version_of
from dcos_upgrade.lab.world.setting import Bend, Setting
from dcos_upgrade.lab.world.tasks import FAILED, Task, Tasks
from dcos_upgrade.lab.world.timing import MARATHON_LOAD, MARATHON_START


@dataclass(slots=True, kw_only=True)
class ServiceMarathon:
    """``task`` is the one of the root Marathon that it runs as, None while there is none.

    ``loaded`` says whether it leads with its state read from ZooKeeper, since ``led_since``.
    """

    settings: Settings
    framework: Framework
    scheduling: Scheduling
    deploying: Deploying
    setting: Setting
    task: Task | None = None
    loaded: bool = False
    led_since: float = 0.0

    @property
    def version(self) -> str:
        return version_of(self.task.image if self.task else None)

    @property
    def health_known(self) -> bool:
        return self.loaded and self.setting.now - self.led_since >= self.setting.timing.health_interval

    @property
    def host(self) -> NodeId | None:
        return self.task.node.id if self.task is not None and self.loaded else None

    @property
    def port(self) -> int:
        return self.settings.port(self.task) if self.task else 0


class _Late:
    """A service Marathon as its own scheduling asks for it, which is built first."""

    def __init__(self) -> None:
        self.marathon: ServiceMarathon | None = None

    @property
    def loaded(self) -> bool:
        return self.marathon is not None and self.marathon.loaded

    @property
    def health_known(self) -> bool:
        return self.marathon is not None and self.marathon.health_known


class ServiceMarathons:
    """By ZooKeeper path. ``new_id`` gives a framework id that was never used."""

    def __init__(
        self,
        setting: Setting,
        root: Scheduling,
        book: Book,
        tasks: Tasks,
        frameworks: Frameworks,
        *,
        ports: Ports,
        new_id: Callable[[], str],
    ) -> None:
        self._setting = setting
        self._root = root
        self._book = book
        self._tasks = tasks
        self._frameworks = frameworks
        self._ports = ports
        self._new_id = new_id
        self.known: dict[str, ServiceMarathon] = {}
        tasks.on_running.append(self._runs)
        tasks.on_ended.append(self._ended)

    def settle(self, at: float) -> None:
        """Those whose tasks run have been running since ``at``, and their own apps with them."""
        for app in self._root.apps:
            for task in self._root.tasks_of(app.id) if is_marathon(app.image) else ():
                marathon = self._of(task)
                marathon.task, marathon.loaded, marathon.led_since = task, True, at
                marathon.framework.registered_at = at
                marathon.framework.port = marathon.port
                self._frameworks.connect(marathon.framework)
                marathon.scheduling.settle(apps_within(app), at)

    def of_task(self, task: Task) -> ServiceMarathon | None:
        return next((one for one in self.known.values() if one.task is not None and one.task.id == task.id), None)

    def named(self, service: str) -> tuple[App, tuple[Task, ...]] | None:
        """The app that Admin Router knows by this name, whatever it runs."""
        found = (app for app in self._root.apps if app.labels.get("DCOS_SERVICE_NAME") == service)
        return next(((app, self._root.tasks_of(app.id)) for app in found), None)

    def abdicate(self, marathon: ServiceMarathon) -> None:
        """The process ends, and its task with it."""
        if marathon.task is not None:
            self._tasks.end(marathon.task, FAILED, "Command exited with status 137")

    def subscribe_all(self) -> None:
        """Those that were kept from it."""
        for marathon in self._leading():
            if not marathon.framework.connected:
                self._frameworks.scheduler_moved(marathon.framework.id)

    def _leading(self) -> Iterator[ServiceMarathon]:
        return (marathon for marathon in self.known.values() if marathon.loaded)

    def _runs(self, task: Task) -> None:
        """The container runs; the process in it needs its time until it serves, and then until it leads."""
        if task.framework != self._root.framework() or not is_marathon(task.image):
            return
        task.listens = False
        self._setting.later(MARATHON_START, lambda: self._serves(task))

    def _serves(self, task: Task) -> None:
        if task.id not in self._tasks.live:
            return
        marathon = self._of(task)
        task.listens = True
        if marathon.task is not None:  # another instance leads; this one stands by
            return
        marathon.task, marathon.loaded, marathon.settings = task, False, settings_of(task.command)
        self._setting.later(MARATHON_LOAD, lambda: self._leads(marathon, task))

    def _leads(self, marathon: ServiceMarathon, task: Task) -> None:
        if marathon.task is not task:
            return
        if self._setting.bent(Bend.SERVICE_MARATHON_FORGETS_ID):
            self._forget(marathon)
        marathon.loaded, marathon.led_since = True, self._setting.now
        marathon.framework.port = marathon.port
        self._frameworks.scheduler_moved(marathon.framework.id)
        marathon.scheduling.fill()
        marathon.deploying.resume()

    def _ended(self, task: Task) -> None:
        """Its framework is disconnected at once, and kept until the fail-over time-out; its tasks do not care."""
        marathon = self.of_task(task)
        if marathon is None:
            return
        marathon.task, marathon.loaded = None, False
        self._frameworks.disconnect(marathon.framework)
        for other in self._root.tasks_of(task.app):
            if other.listens and self.of_task(other) is None:
                self._serves(other)

    def _of(self, task: Task) -> ServiceMarathon:
        settings = settings_of(task.command)
        known = self.known.get(settings.zk)
        return known or self._born(settings)

    def _born(self, settings: Settings) -> ServiceMarathon:
        late = _Late()
        scheduling = Scheduling(
            self._setting,
            late,
            self._book,
            self._tasks,
            framework=lambda: marathon.framework.id,
            subscribed=lambda: marathon.framework.connected,
            ports=self._ports,
        )
        marathon = ServiceMarathon(
            settings=settings,
            framework=self._framework(settings, lambda: marathon.host),
            scheduling=scheduling,
            deploying=Deploying(self._setting, scheduling),
            setting=self._setting,
        )
        late.marathon = marathon
        self._frameworks.on_subscribed.append(scheduling.offered)
        self.known[settings.zk] = marathon
        return marathon

    def _framework(self, settings: Settings, host: Callable[[], NodeId | None]) -> Framework:
        framework = Framework(
            id=self._new_id(),
            name=settings.framework_name,
            role=settings.role,
            port=0,
            host=host,
            principal=settings.principal,
            failover_timeout=settings.failover_timeout,
            registered_at=0.0,
            held=lambda: self._setting.bent(Bend.SERVICE_MARATHON_UNSUBSCRIBED),
        )
        self._frameworks.known.append(framework)
        return framework

    def _forget(self, marathon: ServiceMarathon) -> None:
        """Its framework id is gone from ZooKeeper: Mesos gives it a new one, and what ran under the old one is nobody's."""
        marathon.framework.host = lambda: None
        marathon.framework = self._framework(marathon.settings, lambda: marathon.host)
