"""Whether the Mesos on each node is of the version that its release ships."""

from __future__ import annotations

from dcos_upgrade.catalog import mesos_of
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.core.mesos_version import numbers
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import dcos_version, mesos_version


def _as_shipped(snapshot: Snapshot, node: NodeId) -> bool | Unknown:
    release, mesos = snapshot.fact(dcos_version.PROBE, node), snapshot.fact(mesos_version.PROBE, node)
    if release.value is None or mesos.value is None:
        return Unknown(release.unknown or mesos.unknown)
    shipped = mesos_of(release.value.version)
    if shipped is None:
        return Unknown(f"the catalog does not know which Mesos {release.value.version} ships")
    return numbers(mesos.value) == numbers(shipped)


def read(situation: Situation) -> Reading:
    if situation.snapshot is None:
        return NOT_CAPTURED
    snapshot = situation.snapshot
    return {node.id: _as_shipped(snapshot, node.id) for node in snapshot.inventory.nodes}


FACT = Fact(
    name="node.mesos-as-shipped",
    title="Whether the Mesos on each node is of the version that its release ships",
    source="workbook, 'Additional Simple Checks'; mesos-master --version, mesos-agent --version",
    typed=Typed(kind=Kind.FLAG, domain="node"),
    read=read,
    probes=(
        mesos_version.PROBE.id,
        dcos_version.PROBE.id,
    ),
)
