"""Every agent has on its disk the id under which Mesos lists it. Without it an agent comes back as another one, and its tasks are lost."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.snapshot import Observed
from dcos_upgrade.probes import agent_id, mesos_slaves
from dcos_upgrade.probes.agent_id import AgentId
from dcos_upgrade.probes.mesos_slaves import MesosSlaves

ID = "agent-id-on-disk"


def judge(scene: Scene) -> Iterator[Judgement]:
    listed = scene.fact(mesos_slaves.PROBE, CLUSTER)
    for agent in scene.inventory.agents:
        wrong = _wrong(scene.fact(agent_id.PROBE, agent.id), listed, agent.address)
        yield wrong.judge(
            lambda why: not why,
            check=ID,
            subject=agent.id,
            passed="its id is on its disk",
            failed=lambda why: why,
            remedy="find out who removed or changed it before this node's step; its tasks end when it comes back as another agent",
        )


def _wrong(disk: Observed[AgentId], listed: Observed[MesosSlaves], address: str) -> Observed[str]:
    """What is wrong, an empty text where nothing is. An agent that is not listed at all is another check's matter."""
    if listed.value is None:
        return Observed(unknown=listed.unknown, time=listed.time, evidence=listed.evidence)
    ids = {each.id for each in listed.value.at(address)}
    return disk.map(lambda seen: _told(seen, ids))


def _told(seen: AgentId, ids: set[str]) -> str:
    if seen.id is None:
        return f"no id is on its disk: {agent_id.LINK} is not there"
    return f"{seen.id} is on its disk, and Mesos lists {', '.join(sorted(ids))}" if ids and seen.id not in ids else ""


CHECK = Check(
    id=ID,
    title="Every agent's id is on its disk",
    source="Mesos, agent recovery; /var/lib/mesos/slave/meta/slaves/latest",
    judge=judge,
    stages=frozenset({CheckStage.PRE}),
    probes=(agent_id.PROBE.id, mesos_slaves.PROBE.id),
)
