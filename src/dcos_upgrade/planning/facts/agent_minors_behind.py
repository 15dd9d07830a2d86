"""Minors that each agent is behind the newest master."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import newest_master, release_of
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import dcos_version


def _behind(situation: Situation, agent: NodeId, newest: Version) -> float | Unknown:
    own = release_of(situation, agent)
    if isinstance(own, Unknown):
        return own
    return float(situation.catalog.position(newest.minor) - situation.catalog.position(own.minor))


def read(situation: Situation) -> Reading:
    if situation.snapshot is None:
        return NOT_CAPTURED
    masters = newest_master(situation)
    agents = [node.id for node in situation.snapshot.inventory.agents]
    if isinstance(masters, Unknown):
        return dict.fromkeys(agents, masters)
    return {agent: _behind(situation, agent, masters) for agent in agents}


FACT = Fact(
    name="agent.minors-behind",
    title="Minors that each agent is behind the newest master",
    source="workbook, 'FAQ Regarding Upgrades'; Mesos, versioning",
    typed=Typed(kind=Kind.NUMBER, domain="agent"),
    read=read,
    probes=(dcos_version.PROBE.id,),
)
