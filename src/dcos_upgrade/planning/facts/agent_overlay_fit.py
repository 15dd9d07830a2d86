"""Whether the file systems under Docker's and Mesos' directories are fit for overlay on each agent."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import agents, of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import mounts
from dcos_upgrade.probes.mounts import Mounts


def read(situation: Situation) -> Reading:
    return of_each(situation, mounts.PROBE, _fit, agents)


def _fit(seen: Mounts) -> bool | Unknown:
    said = {place: seen.of[place].fit_for_overlay for place in ("/var/lib/docker", "/var/lib/mesos")}
    if False in said.values():
        return False
    silent = next((place for place, fit in said.items() if fit is None), None)
    return True if silent is None else Unknown(f"the XFS under {silent} does not say how it was made")


FACT = Fact(
    name="agent.overlay-fit",
    title="Whether the file systems under Docker's and Mesos' directories are fit for overlay on each agent",
    source="DC/OS 1.10.7 release note; xfs_info(8)",
    typed=Typed(kind=Kind.FLAG, domain="agent"),
    read=read,
    probes=(mounts.PROBE.id,),
)
