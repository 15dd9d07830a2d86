"""What became of tasks between two looks: the one rule by which a task is called lost.

A task that ran is lost when it does not run any more under the same id, unless it finished, failed its own health check, or
its app was changed, scaled down or is being deployed. Both the agent's gate and the validation judge by this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from dcos_upgrade.probes.marathon_apps import App, MarathonApps
from dcos_upgrade.probes.mesos_state import FINISHED, MesosState, Task


class Fate(StrEnum):
    KEPT = "kept"
    EXCUSED = "excused"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFate:
    """``why`` is a clause that goes with the task's id; ``state`` what is known of it now; ``app`` what it was a task of."""

    task: Task
    fate: Fate
    why: str = ""
    state: str = "gone"
    app: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one look saw of tasks and apps; ``within`` are the apps of service Marathons by framework id."""

    mesos: MesosState
    apps: MarathonApps
    within: Mapping[str, MarathonApps] = field(default_factory=dict)

    def apps_of(self, framework: str) -> MarathonApps:
        return self.within.get(framework, self.apps)


def fates(before: Sight, now: Sight, *, agent: str | None = None) -> Iterator[TaskFate]:
    """The fate of every task that ran before, on this agent or on all."""
    here = {task.id: task for task in now.mesos.tasks()}
    unreachable = {task.id: task for task in now.mesos.unreachable()}
    ended = {task.id: task for task in now.mesos.ended()}
    owners = {task.id: app.id for apps in (before.apps, *before.within.values()) for app, task in apps.tasks()}
    for task in before.mesos.tasks():
        if not task.running or (agent is not None and task.agent != agent):
            continue
        found = here.get(task.id) or ended.get(task.id) or unreachable.get(task.id)
        app = owners.get(task.id)
        fate = _fate(task, found, _change(app, before.apps_of(task.framework), now.apps_of(task.framework)))
        yield replace(fate, app=app or "")


def _fate(task: Task, now: Task | None, change: str | None) -> TaskFate:
    state = now.state if now else "gone"
    if now is not None and now.running and now.agent == task.agent:
        return TaskFate(task=task, fate=Fate.KEPT, state=state)
    if now is not None and now.state == FINISHED:
        return TaskFate(task=task, fate=Fate.EXCUSED, why="it finished by itself", state=state)
    if now is not None and now.unhealthy and now.state != task.state:
        return TaskFate(task=task, fate=Fate.EXCUSED, why="it failed its own health check", state=state)
    if change is not None:
        return TaskFate(task=task, fate=Fate.EXCUSED, why=change, state=state)
    return TaskFate(task=task, fate=Fate.LOST, why=_loss(task, now), state=state)


def _loss(task: Task, now: Task | None) -> str:
    if now is None:
        return "is gone and nothing of its own explains it"
    if now.running:
        return f"runs on the agent {now.agent} now; it ran on {task.agent}"
    return f"is {now.state} and nothing of its own explains it"


def _change(app_id: str | None, before: MarathonApps, now: MarathonApps) -> str | None:
    """What a person did to the app meanwhile that ends tasks; None when nothing, or when the app is gone altogether."""
    old = before.app(app_id) if app_id else None
    new = now.app(app_id) if app_id else None
    return change_of(old, new) if old and new else None


def change_of(old: App, new: App) -> str | None:
    """A change of an app that explains ended tasks, as a clause."""
    if new.configured != old.configured:
        return changed_meanwhile(new.id)
    if new.instances < old.instances:
        return f"{new.id} was scaled down meanwhile"
    if new.deployments:
        return f"{new.id} is being deployed"
    return None


def changed_meanwhile(app: str) -> str:
    return f"{app} was changed meanwhile"
