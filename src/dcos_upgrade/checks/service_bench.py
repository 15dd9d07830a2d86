"""What checks of the service Marathon in hand share: finding it in the look, and what is unknown of it."""

from __future__ import annotations

from dataclasses import dataclass

from dcos_upgrade.checks.bench import Bench, Digests, digests
from dcos_upgrade.core.check import Scene
from dcos_upgrade.core.cluster import CLUSTER, NodeId
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.plan import ServiceMarathon
from dcos_upgrade.probes import service_marathons
from dcos_upgrade.probes.service_marathons import SeenMarathon, ServiceMarathons


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """The service Marathon as planned and what the look saw; ``row`` is that of its framework id, None when Mesos has none."""

    planned: ServiceMarathon
    seen: ServiceMarathons
    evidence: Digests

    @property
    def subject(self) -> NodeId:
        return NodeId(self.planned.app)

    @property
    def row(self) -> SeenMarathon | None:
        return self.seen.of(self.planned.framework_id)


def in_hand(bench: Bench, scene: Scene) -> InHand | Judgement:
    """What there is to judge, or why it is unknown."""
    service = scene.hop.service if scene.hop else None
    if service is None:
        return bench.unknown(CLUSTER, "no service Marathon is in hand")
    fact = scene.fact(service_marathons.PROBE, CLUSTER)
    if fact.value is None:
        return bench.not_known(NodeId(service.app), fact)
    return InHand(planned=service, seen=fact.value, evidence=digests(fact))
