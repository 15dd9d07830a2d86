"""Every agent with how many tasks it has, and every task with where it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.probes import agent_containers
from dcos_upgrade.probes.mesos_slaves import Resources
from dcos_upgrade.worksheets.applications import applications
from dcos_upgrade.worksheets.facts import of_node
from dcos_upgrade.worksheets.figure import Figure, Origin, listed, said, unknown
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.machines import NO_RACK, Machine, Machines, machines
from dcos_upgrade.worksheets.placed import Placed, placed
from dcos_upgrade.worksheets.worksheet import Row, Table, Worksheet

NODES = ("Node", "Role", "Rack", "State", "Tasks", "Running", "Containers", "CPUs used", "Memory used", "Reserved for")
TASKS = ("Node", "Rack", "What", "Task", "State")
RUNNING = "running"


def fill(given: Given) -> Iterator[Table | str]:
    known = machines(given)
    apps = applications(given)
    tasks = placed(given.snapshot, apps)
    yield _nodes(given, known, tasks)
    yield _tasks(tasks)
    yield from apps.gaps
    if not isinstance(tasks, str):
        yield "Tasks of Mesos that have not ended, those on agents that cannot be reached among them. Containers that Mesos did not start are not in it."


def _nodes(given: Given, known: Machines, tasks: tuple[Placed, ...] | str) -> Table:
    found = () if isinstance(tasks, str) else tasks
    there = Counter(task.machine.id for task in found if task.machine)
    run = Counter(task.machine.id for task in found if task.machine and task.state == RUNNING)

    def count(counted: Counter[str], machine: str) -> Figure:
        return unknown(tasks) if isinstance(tasks, str) else said(counted[machine], *_origins(found))

    rows = tuple(
        (
            said(each.id, known.origin),
            said(_role(each.role)),
            each.rack,
            each.state,
            count(there, each.id),
            count(run, each.id),
            _containers(given, each),
            _used(each, known, lambda resources: resources.cpus, ""),
            _used(each, known, lambda resources: resources.mem, " MiB"),
            _reserved(each, known),
        )
        for each in known.rows
    )
    return Table(
        id="nodes",
        title="Tasks of each agent",
        columns=NODES,
        rows=rows,
        empty="No agents are known.",
        unknown="" if rows else known.why,
    )


def _containers(given: Given, each: Machine) -> Figure:
    """As the agent itself counts them; those of Docker that Mesos did not start are not among them."""
    if each.node is None:
        return unknown("it is not in the inventory, and was not asked", *each.state.origins)
    return of_node(given.snapshot, agent_containers.PROBE, each.node).figure(lambda found: len(found.containers))


def _used(each: Machine, known: Machines, read: Callable[[Resources], float | None], unit: str) -> Figure:
    """``3.5 of 8``."""
    agent = each.agent
    used, whole = (agent.used_resources, agent.resources) if agent else (None, None)
    parts = (read(used) if used else None, read(whole) if whole else None)
    if parts[0] is None or parts[1] is None:
        return unknown(known.why or "Mesos does not say it of this agent", known.origin)
    return said(f"{parts[0]:g} of {parts[1]:g}{unit}", known.origin)


def _reserved(each: Machine, known: Machines) -> Figure:
    if each.agent is None:
        return unknown(known.why or "Mesos does not list this agent", known.origin)
    return listed(sorted(each.agent.reserved_resources), known.origin)


def _tasks(tasks: tuple[Placed, ...] | str) -> Table:
    found = () if isinstance(tasks, str) else tasks
    rows = tuple(sorted((_task(each) for each in found), key=lambda row: tuple(figure.text for figure in row[::2])))
    return Table(
        id="tasks",
        title="Tasks",
        columns=TASKS,
        rows=rows,
        empty="No task runs.",
        unknown=tasks if isinstance(tasks, str) else "",
    )


def _task(task: Placed) -> Row:
    rack = task.machine.rack if task.machine else unknown(NO_RACK, *task.origins)
    return (
        said(task.where, *task.origins),
        rack,
        said(task.what, *task.origins),
        said(task.id, *task.origins),
        said(task.state, *task.origins),
    )


def _origins(tasks: Sequence[Placed]) -> tuple[Origin, ...]:
    return tasks[0].origins[:1] if tasks else ()


def _role(role: Role) -> str:
    return str(role).replace("_", " ")


WORKSHEET = Worksheet(
    id="what-runs-where",
    title="What runs where",
    source="workbook, 'Identify what is running, where'; 'Capture number of tasks'",
    about="The tasks on each agent, counted and by name, so that whoever upgrades it knows what stands on it.",
    order=30,
    fill=fill,
)
