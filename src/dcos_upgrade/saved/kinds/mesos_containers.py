"""Containers of a Mesos agent and what they use; one may have no figures yet."""

from __future__ import annotations

from dcos_upgrade.probes import agent_containers
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import rows

KIND = Kind(
    id="mesos-containers",
    title="Containers of a Mesos agent",
    source="Mesos agent /containers and /monitor/statistics, 0.19 to 1.11",
    recognise=rows("executor_id", "framework_id"),
    read=fact(agent_containers.PROBE),
)
