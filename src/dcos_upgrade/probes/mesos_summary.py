"""The leader's short account of itself. A live capture asks for the whole state; a saved summary may be all there is."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, the_cluster
from dcos_upgrade.probes.mesos_slaves import Agent, refuse_twins
from dcos_upgrade.probes.reading import Name, Number, http_json


class SummedFramework(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A framework with its counts by state of task; a state that this Mesos does not count is None."""

    id: Name
    name: str = ""
    active: bool | None = None
    running: Number | None = msgspec.field(name="TASK_RUNNING", default=None)
    staging: Number | None = msgspec.field(name="TASK_STAGING", default=None)
    starting: Number | None = msgspec.field(name="TASK_STARTING", default=None)
    killing: Number | None = msgspec.field(name="TASK_KILLING", default=None)

    @property
    def tasks(self) -> int | None:
        """Tasks that have not ended; None where it counts none of their states."""
        counts = [count for count in (self.running, self.staging, self.starting, self.killing) if count is not None]
        return int(sum(counts)) if counts else None


class MesosSummary(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    hostname: str
    slaves: tuple[Agent, ...]
    frameworks: tuple[SummedFramework, ...]
    cluster: str | None = None

    @property
    def tasks(self) -> int | None:
        counts = [framework.tasks for framework in self.frameworks]
        return None if None in counts else sum(count for count in counts if count is not None)


def parse(answer: Answer) -> MesosSummary:
    summary = http_json(answer, MesosSummary)
    refuse_twins(answer, "agent", (agent.id for agent in summary.slaves))
    refuse_twins(answer, "framework", (framework.id for framework in summary.frameworks))
    return summary


SUMMARY = Probe(
    id="mesos-summary",
    title="Short account of the leading Mesos master",
    source="Mesos /state-summary, 0.23 to 1.11",
    fact=MesosSummary,
    question=HttpGet(service=Service.MESOS_MASTER, path="/state-summary", of_leader=True),
    parse=parse,
    subjects=the_cluster,
)
