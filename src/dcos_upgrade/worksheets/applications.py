"""Every app of the root Marathon and of each service Marathon, with whose it is and where its tasks run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import marathon_apps, mesos_state, service_marathons
from dcos_upgrade.probes.marathon_apps import App
from dcos_upgrade.probes.marathon_names import NAMES
from dcos_upgrade.worksheets.facts import of_any_master, of_cluster
from dcos_upgrade.worksheets.figure import Origin
from dcos_upgrade.worksheets.machines import Machine, Machines
from dcos_upgrade.worksheets.visible import visible

ROOT = "root Marathon"
NAMED = 20
"""Names that a note lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """One app. ``of`` is the Marathon that runs it, ``here`` the agents on which its tasks are, None where nothing lists them."""

    app: App
    of: str
    origin: Origin
    here: tuple[Machine, ...] | None

    @property
    def name(self) -> str:
        """Apps of service Marathons are told with whose they are: two Marathons may have the same id."""
        return visible(self.app.id if self.of == ROOT else f"{self.app.id} ({self.of})")


@dataclass(frozen=True, kw_only=True)
class Applications:
    """``why``: why the root Marathon's apps are not known; ``gaps``: service Marathons whose apps are not, each with its reason."""

    rows: tuple[Deployed, ...]
    why: str
    gaps: tuple[str, ...]
    origin: Origin

    @cached_property
    def of_task(self) -> dict[str, Deployed]:
        return {task.id: each for each in self.rows for task in each.app.tasks or ()}


def applications(snapshot: Snapshot, known: Machines) -> Applications:
    root = of_any_master(snapshot, marathon_apps.PROBE)
    services = of_cluster(snapshot, service_marathons.PROBE)
    own = root.value.apps if root.value is not None else ()
    rows = [Deployed(app=app, of=ROOT, origin=root.origin, here=_here(app, known)) for app in own]
    for service in services.value.known if services.value is not None else ():
        name = visible(service.name)
        apps = service.apps or ()
        rows += [Deployed(app=app, of=name, origin=services.origin, here=_here(app, known)) for app in apps]
    return Applications(
        rows=tuple(rows),
        why="" if root.value is not None else root.why,
        gaps=tuple(_gaps(snapshot)),
        origin=root.origin,
    )


def _gaps(snapshot: Snapshot) -> Iterator[str]:
    names = of_cluster(snapshot, NAMES)
    if names.value is not None and of_any_master(snapshot, marathon_apps.PROBE).value is None:
        apps, pods = names.value.apps or (), names.value.pods or ()
        yield f"Saved answers name {len(apps)} apps and {len(pods)} pods of which nothing else is known: {_some((*apps, *pods))}."
    services = of_cluster(snapshot, service_marathons.PROBE)
    if services.value is None:
        yield f"Whether there are service Marathons, and what they run, is unknown: {visible(services.why)}."
        return
    for service in services.value.known:
        if service.apps is None:
            yield f"The apps of {visible(service.name)} are unknown: {visible(service.why)}."
    for silent in services.value.silent:
        yield f"Whether this framework is a Marathon is unknown: {visible(silent)}."


def _some(names: tuple[str, ...]) -> str:
    told = ", ".join(visible(name) for name in names[:NAMED]) or "none"
    return f"{told}, …" if len(names) > NAMED else told


def _here(app: App, known: Machines) -> tuple[Machine, ...] | None:
    """Each agent once. A task's agent is found by its id, else by its host."""
    if app.tasks is None:
        return None
    found = (known.by_agent.get(task.agent or "") or known.by_host.get(task.host or "") for task in app.tasks)
    return tuple({machine.id: machine for machine in found if machine is not None}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One task: ``what`` it is of (an app, else its name and framework), on which machine (None: on none that is known)."""

    id: str
    what: str
    state: str
    where: str
    machine: Machine | None
    origins: tuple[Origin, ...]


def placed(snapshot: Snapshot, known: Machines, apps: Applications) -> tuple[Placed, ...] | str:
    """Every task that has not ended, by Mesos' state, else by Marathons' own lists; else the reason why nobody knows them."""
    state = of_cluster(snapshot, mesos_state.PROBE)
    if state.value is not None:
        names = {framework.id: framework.name or framework.id for framework in state.value.frameworks}
        origin = state.origin
        return tuple(
            _of_mesos(task, names, known, apps, origin)
            for framework in state.value.frameworks
            for task in (*framework.tasks, *(framework.unreachable_tasks or ()))
        )
    rows = tuple(_of_marathon(apps, known))
    return rows or f"{visible(state.why)}; and no Marathon lists tasks"


def _of_mesos(
    task: mesos_state.Task, names: dict[str, str], known: Machines, apps: Applications, origin: Origin
) -> Placed:
    app = apps.of_task.get(task.id)
    machine = known.by_agent.get(task.agent)
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


def _of_marathon(apps: Applications, known: Machines) -> Iterator[Placed]:
    for each in apps.rows:
        for task in each.app.tasks or ():
            machine = known.by_agent.get(task.agent or "") or known.by_host.get(task.host or "")
            yield Placed(
                id=visible(task.id),
                what=each.name,
                state=_state(task.state or ""),
                where=_where(machine, task.host or task.agent or ""),
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
