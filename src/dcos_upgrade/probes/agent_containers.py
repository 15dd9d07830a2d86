"""The containers on each agent, Docker's and Mesos' own alike: what the workbook counts with ``docker ps`` misses the latter."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_agent
from dcos_upgrade.probes.mesos_slaves import refuse_twins
from dcos_upgrade.probes.reading import Name, http_json


class AgentContainer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One container at the top; those nested in it are not listed."""

    executor: str = msgspec.field(name="executor_id")
    framework: Name = msgspec.field(name="framework_id")
    id: str = msgspec.field(name="container_id", default="")


class AgentContainers(msgspec.Struct, frozen=True, kw_only=True):
    containers: tuple[AgentContainer, ...]


def parse(answer: Answer) -> AgentContainers:
    listed = http_json(answer, tuple[AgentContainer, ...])
    refuse_twins(answer, "container", (each.id for each in listed if each.id))
    return AgentContainers(containers=tuple(sorted(listed, key=lambda each: (each.framework, each.executor, each.id))))


PROBE = Probe(
    id="agent-containers",
    title="Containers on each agent",
    source="workbook, 'Cluster State' and 'Commands' (containers per node); Mesos agent /containers, 1.2 to 1.11",
    fact=AgentContainers,
    question=HttpGet(service=Service.MESOS_AGENT, path="/containers"),
    parse=parse,
    subjects=every_agent,
)
