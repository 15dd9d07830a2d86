"""The machines of the cluster, with what each is and where."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER, Role
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line

ROLE, ADDRESS = "role", "address"


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    for node in side.inventory.nodes:
        yield Line(CLUSTER, node.id, ROLE, str(node.role))
        yield Line(CLUSTER, node.id, ADDRESS, node.address)


def judge(met: Meeting, between: Between) -> Judged | None:
    if met.before is not None and met.after is not None:
        return unexpected(f"the {met.what} of a node has changed, which no hop does")
    if met.what != ROLE:
        return None
    if met.after is None:
        return unexpected("the second snapshot does not have this node")
    if met.after == Role.MASTER:
        return unexpected("masters are not added in a hop")
    return expected("it has joined since")


DRIFT_KIND = DriftKind(
    id="node",
    title="Nodes with their roles and addresses",
    source="workbook, 'Master List', FAQ (adding masters and agents); the inventory of each snapshot",
    expects="an agent that has joined",
    probes=(),
    lines=lines,
    judge=judge,
)
