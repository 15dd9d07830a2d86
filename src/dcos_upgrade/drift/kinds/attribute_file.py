"""The attributes in each agent's own file, which the agent reads at its next start."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import agent_attributes


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(
        side,
        between,
        agent_attributes.PROBE,
        lambda seen: [(f"attribute {name} in its file", value) for name, value in seen.attributes.items()],
    )


DRIFT_KIND = DriftKind(
    id="attribute-file",
    title="Attributes in each agent's own file",
    source="/var/lib/dcos/mesos-slave-common",
    expects="nothing",
    probes=(agent_attributes.PROBE.id,),
    lines=lines,
    judge=stays("the attribute"),
)
