"""How a Marathon carries its deployments out: step by step while it leads; what it leaves, the next leader takes up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from dcos_upgrade.lab.world.apps import App
from dcos_upgrade.lab.world.deployment import RESTART, SCALE, START, STOP, Deployment, steps_between
from dcos_upgrade.lab.world.scheduling import Scheduling
from dcos_upgrade.lab.world.setting import Setting
from dcos_upgrade.lab.world.tasks import KILLING, RUNNING, Task
from dcos_upgrade.lab.world.timing import DEPLOYMENT_STEP

SCALING = frozenset({"instances", "id", "version", "versionInfo"})
"""What may change in a definition without new tasks."""


class Deploying:
    """The deployments under way, and all versions of each app by its id, the oldest first."""

    def __init__(self, setting: Setting, scheduling: Scheduling) -> None:
        self._setting = setting
        self.scheduling = scheduling
        self.under_way: list[Deployment] = []
        self.versions: dict[str, dict[str, App]] = {}
        self._term = 0
        self._last_version = ""
        self._does: dict[str, Callable[[App], bool]] = {SCALE: self._scale, RESTART: self._restart}
        scheduling.busy = lambda app: any(one.carried_out for one in self.of(app))

    def of(self, app: str) -> list[Deployment]:
        return [one for one in self.under_way if one.app == app]

    def defined(self, app_id: str, definition: dict[str, Any], *, anew: bool = False) -> App:
        """The app with this definition as its next version; ``anew`` when its tasks are to be new whatever changed."""
        before, version = self.scheduling.app(app_id), self.next_version()
        instances = int(definition.get("instances", 1))
        whole = {**definition, "id": app_id, "instances": instances}
        app = App(id=app_id, instances=instances, definition=whole, version=version)
        if before is None:
            return replace(app, changed_at=version, scaled_at=version)
        changed = version if anew or _essence(before) != _essence(app) else before.changed_at
        return replace(app, changed_at=changed, scaled_at=version if changed != version else before.scaled_at)

    def begin(self, app_id: str, after: App | None, *, force: bool = False) -> Deployment:
        """The new definition (None: no app any more) holds at once; the tasks follow."""
        before = self.scheduling.app(app_id)
        version = after.version if after else self.next_version()
        if force:
            self.cancel(app_id)
        self._define(app_id, before, after)
        deployment = Deployment(
            id=self._setting.uuid(),
            version=version,
            app=app_id,
            started_at=self._setting.now,
            before=before,
            after=after,
            steps=steps_between(before, after),
        )
        if deployment.steps:
            self.under_way.append(deployment)
            self._look_soon(deployment)
        return deployment

    def begin_endless(self, app_id: str) -> Deployment:
        """One that is there until somebody takes it away."""
        deployment = Deployment(
            id=self._setting.uuid(),
            version=self.next_version(),
            app=app_id,
            started_at=self._setting.now,
            carried_out=False,
        )
        self.under_way.append(deployment)
        return deployment

    def cancel(self, app_id: str) -> None:
        """What is done stays as it is."""
        self.under_way[:] = [one for one in self.under_way if one.app != app_id]

    def drop(self, deployment: Deployment) -> None:
        if deployment in self.under_way:
            self.under_way.remove(deployment)

    def resume(self) -> None:
        """A leader has loaded its state: it goes on where the last one stopped."""
        self._term += 1
        for deployment in self.under_way:
            self._look_soon(deployment)

    def next_version(self) -> str:
        """The moment as Marathon writes it; no two are the same."""
        moment = self._setting.now
        while (version := _stamp(moment)) <= self._last_version:
            moment = max(moment, datetime.fromisoformat(self._last_version).timestamp()) + 0.001
        self._last_version = version
        return version

    def _define(self, app_id: str, before: App | None, after: App | None) -> None:
        if before is not None:
            self.versions.setdefault(app_id, {before.version: before})
        others = tuple(app for app in self.scheduling.apps if app.id != app_id)
        self.scheduling.apps = (*others, after) if after else others
        self.scheduling.forget(app_id)
        if after is None:
            self.versions.pop(app_id, None)
        else:
            self.versions.setdefault(app_id, {})[after.version] = after

    def _look_soon(self, deployment: Deployment) -> None:
        term = self._term
        self._setting.later(DEPLOYMENT_STEP, lambda: self._look(deployment, term))

    def _look(self, deployment: Deployment, term: int) -> None:
        """Do what can be done now; when a step is done the next one follows, after the last one the deployment is gone."""
        if term != self._term or deployment not in self.under_way or not deployment.carried_out:
            return
        if not self.scheduling.marathon.loaded:
            return
        if self._done(deployment):
            deployment.step += 1
        if deployment.step < len(deployment.steps):
            self._look_soon(deployment)
            return
        self.under_way.remove(deployment)
        self.scheduling.fill()

    def _done(self, deployment: Deployment) -> bool:
        action = deployment.steps[deployment.step]
        if action == START:
            return True
        if action == STOP or deployment.after is None:
            return self._stop(deployment.app)
        return self._does[action](deployment.after)

    def _stop(self, app_id: str) -> bool:
        tasks = self.scheduling.tasks_of(app_id)
        self._kill(tasks)
        return not tasks

    def _scale(self, app: App) -> bool:
        tasks = self.scheduling.tasks_of(app.id)
        staying = [task for task in tasks if task.state != KILLING]
        surplus = len(staying) - app.instances
        if surplus > 0:
            self._kill(sorted(staying, key=lambda task: task.staged_at)[-surplus:])
            return False
        self.scheduling.launch(app, -surplus)
        return surplus == 0 and len(tasks) == app.instances and self._all_ready(app, tasks)

    def _restart(self, app: App) -> bool:
        """New tasks beside the old ones as far as the upgrade strategy lets them; then the old ones go."""
        tasks = self.scheduling.tasks_of(app.id)
        new = [task for task in tasks if task.version >= app.changed_at and task.state != KILLING]
        old = [task for task in tasks if task.version < app.changed_at and task.state != KILLING]
        self.scheduling.launch(app, min(app.instances - len(new), _most(app) - len(tasks)))
        ready = sum(self._ready(app, task) for task in new)
        spare = ready + len(old) - _fewest(app)
        self._kill(old[: max(0, spare)])
        return len(tasks) == len(new) == app.instances == ready

    def _all_ready(self, app: App, tasks: tuple[Task, ...]) -> bool:
        return all(self._ready(app, task) for task in tasks)

    def _ready(self, app: App, task: Task) -> bool:
        """It runs, and where there is a health check somebody answers it."""
        return task.state == RUNNING and (task.listens or not app.health_checked)

    def _kill(self, tasks: tuple[Task, ...] | list[Task]) -> None:
        for task in tasks:
            self.scheduling.kill(task)


def _fewest(app: App) -> int:
    """Tasks with a volume, or with no room for one more, are replaced one by one."""
    tight = app.fewest_healthy >= app.most_at_once
    return app.fewest_healthy - 1 if tight and app.resident else app.fewest_healthy


def _most(app: App) -> int:
    tight = app.fewest_healthy >= app.most_at_once
    return app.most_at_once + 1 if tight and not app.resident else app.most_at_once


def _essence(app: App) -> dict[str, Any]:
    return {key: value for key, value in app.definition.items() if key not in SCALING}


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
