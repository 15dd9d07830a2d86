"""Every task with what it is of and where it runs: by Mesos' state, else by the lists of those who started it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import mesos_state
from dcos_upgrade.worksheets.applications import Applications
from dcos_upgrade.worksheets.facts import of_cluster
from dcos_upgrade.worksheets.figure import Origin
from dcos_upgrade.worksheets.machines import Machine
from dcos_upgrade.worksheets.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One task: ``what`` it is of (an app, else its name and framework), on which machine (None: on none that is known)."""

    id: str
    what: str
    state: str
    where: str
    machine: Machine | None
    origins: tuple[Origin, ...]


def placed(snapshot: Snapshot, apps: Applications) -> tuple[Placed, ...] | str:
    """Every task that has not ended, by Mesos' state, else by the lists of Marathons and Metronome; else the reason why nobody knows them."""
    state = of_cluster(snapshot, mesos_state.PROBE)
    if state.value is not None:
        names = {framework.id: framework.name or framework.id for framework in state.value.frameworks}
        origin = state.origin
        return tuple(
            _of_mesos(task, names, apps, origin)
            for framework in state.value.frameworks
            for task in (*framework.tasks, *(framework.unreachable_tasks or ()))
        )
    rows = tuple(_of_lists(apps))
    return rows or f"{visible(state.why)}; and no list of a Marathon or Metronome has tasks"


def _of_mesos(task: mesos_state.Task, names: dict[str, str], apps: Applications, origin: Origin) -> Placed:
    app = apps.running(task.id)
    machine = apps.machines.by_agent.get(task.agent)
    what = (
        app.name if app else f"{task.name or task.id} of {names.get(task.framework, task.framework) or 'a framework'}"
    )
    origins = (origin, *((app.origin,) if app else ()))
    return Placed(
        id=visible(task.id),
        what=visible(what),
        state=_state(task.state),
        where=_where(machine, task.agent),
        machine=machine,
        origins=origins,
    )


def _of_lists(apps: Applications) -> Iterator[Placed]:
    for each in apps.rows:
        for task in each.tasks or ():
            machine = apps.machine(task)
            yield Placed(
                id=visible(task.id),
                what=each.name,
                state=_state(task.state),
                where=_where(machine, task.host or task.agent),
                machine=machine,
                origins=(each.origin,),
            )


def _state(state: str) -> str:
    """``running`` for TASK_RUNNING."""
    return visible(state.removeprefix("TASK_").replace("_", " ").lower()) or "not said"


def _where(machine: Machine | None, agent: str) -> str:
    if machine is not None:
        return machine.id
    return f"agent {visible(agent)}, which nobody lists" if agent else "no agent is named"
