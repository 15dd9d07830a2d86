"""The site's ip-detect script by its digest, and the address that it says."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import ip_detect


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(
        side,
        between,
        ip_detect.PROBE,
        lambda seen: [("ip-detect script", seen.sha256), ("ip-detect answer", seen.address)],
    )


DRIFT_KIND = DriftKind(
    id="ip-detect",
    title="Digest and answer of each node's ip-detect script",
    source="workbook, 'Things to Fix Before an Upgrade' (ip-detect)",
    expects="nothing",
    probes=(ip_detect.PROBE.id,),
    lines=lines,
    judge=stays("what ip-detect is or says"),
)
