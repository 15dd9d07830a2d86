"""Which systemd each agent has: from 218 on tasks outlive the agent's process."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import agents, of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import systemd_version


def read(situation: Situation) -> Reading:
    return of_each(situation, systemd_version.PROBE, lambda fact: float(fact.version), agents)


FACT = Fact(
    name="agent.systemd",
    title="Version of systemd on each agent",
    source="systemctl(1), --version",
    typed=Typed(kind=Kind.NUMBER, domain="agent"),
    read=read,
    probes=(systemd_version.PROBE.id,),
)
