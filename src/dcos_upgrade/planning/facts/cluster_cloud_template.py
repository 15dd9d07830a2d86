"""Whether a cloud template made the cluster."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_masters
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import cloud_template


def read(situation: Situation) -> Reading:
    return of_masters(situation, cloud_template.PROBE, lambda fact: bool(fact.signs))


FACT = Fact(
    name="cluster.cloud-template",
    title="Whether a master has what only a cloud template leaves",
    source="workbook, FAQ (CloudFormation)",
    typed=Typed(kind=Kind.FLAG),
    read=read,
    probes=(cloud_template.PROBE.id,),
)
