"""The leading Mesos master's whole state: agents, frameworks and their tasks.

Only what checks and comparisons need is kept; a state of hundreds of megabytes becomes a fact of a few.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, the_cluster
from dcos_upgrade.probes.mesos_slaves import Agent, refuse_twins
from dcos_upgrade.probes.reading import Name, Number, http_json, unreadable

RUNNING = "TASK_RUNNING"
FINISHED = "TASK_FINISHED"


class Status(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One status update of a task; ``healthy`` is None without a health check."""

    healthy: bool | None = None


class Task(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A task as the leader has it. ``agent`` is the agent's id."""

    id: Name
    state: str
    name: str = ""
    agent: str = msgspec.field(name="slave_id", default="")
    framework: str = msgspec.field(name="framework_id", default="")
    statuses: tuple[Status, ...] | None = None

    @property
    def running(self) -> bool:
        return self.state == RUNNING

    @property
    def unhealthy(self) -> bool:
        """Its last word was that its own health check failed."""
        return bool(self.statuses) and self.statuses[-1].healthy is False  # type: ignore[index]  # bool() has seen it


class Framework(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A framework. ``connected`` and ``recovered`` are None where Mesos is too old to say."""

    id: Name
    tasks: tuple[Task, ...]
    name: str = ""
    active: bool | None = None
    connected: bool | None = None
    recovered: bool | None = None
    checkpoint: bool | None = None
    failover_timeout: float | None = None
    webui_url: str | None = None
    unreachable_tasks: tuple[Task, ...] | None = None
    completed_tasks: tuple[Task, ...] | None = None

    @property
    def subscribed(self) -> bool:
        """Its scheduler is there now, not only remembered by agents."""
        return self.active is True and self.connected is not False


class MesosState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``leader`` and ``pid`` are Mesos' own names for processes: ``master@10.0.1.2:5050``.

    ``unreachable_slaves`` is a number: who they are is not told. None: this Mesos is too old to say (before 1.2).
    """

    id: Name
    version: Name
    slaves: tuple[Agent, ...]
    frameworks: tuple[Framework, ...]
    leader: str | None = None
    pid: str | None = None
    hostname: str | None = None
    recovered_slaves: tuple[Agent, ...] | None = None
    unreachable_slaves: Number | None = None

    def tasks(self) -> Iterator[Task]:
        """Every task that has not ended, as far as its agent is there."""
        for framework in self.frameworks:
            yield from framework.tasks

    def unreachable(self) -> Iterator[Task]:
        """Every task whose agent cannot be reached."""
        for framework in self.frameworks:
            yield from framework.unreachable_tasks or ()

    def ended(self) -> Iterator[Task]:
        """Tasks that have ended. A bounded ring: what is not here may have ended all the same."""
        for framework in self.frameworks:
            yield from framework.completed_tasks or ()


def parse(answer: Answer) -> MesosState:
    state = http_json(answer, MesosState)
    if state.pid and state.leader and state.pid != state.leader:
        raise unreadable(answer, f"answered by {state.pid}, which says that {state.leader} leads")
    refuse_twins(answer, "agent", (agent.id for agent in state.slaves))
    refuse_twins(answer, "framework", (framework.id for framework in state.frameworks))
    return state


PROBE = Probe(
    id="mesos-state",
    title="Mesos state of the leader",
    source="workbook, 'Gathering Data'; Mesos /state, 1.2 to 1.11",
    fact=MesosState,
    question=HttpGet(service=Service.MESOS_MASTER, path="/state", of_leader=True),
    parse=parse,
    subjects=the_cluster,
)
