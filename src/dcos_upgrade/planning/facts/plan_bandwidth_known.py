"""Whether the waves are bounded by what the bootstrap host can serve."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import bandwidth_known, of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, bandwidth_known)


FACT = Fact(
    name="plan.bandwidth-known",
    title="Whether the waves are bounded by what the bootstrap host can serve",
    source="workbook, 'Upgrade Cluster Nodes' (web server); policy, bootstrap_mbit and package_mb",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
