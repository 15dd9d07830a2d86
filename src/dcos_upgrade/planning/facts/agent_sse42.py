"""Whether the processor of each agent has SSE 4.2."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import agents, of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import processor


def read(situation: Situation) -> Reading:
    return of_each(situation, processor.PROBE, lambda seen: seen.sse42, agents)


FACT = Fact(
    name="agent.sse42",
    title="Whether the processor of each agent has SSE 4.2",
    source="DC/OS 2.0.2 release note (DCOS_OSS-5643)",
    typed=Typed(kind=Kind.FLAG, domain="agent"),
    read=read,
    probes=(processor.PROBE.id,),
)
