"""Files of the site that DC/OS reads: an upgrade leaves them alone."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import site_files


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, site_files.PROBE, lambda seen: sorted(seen.digests.items()))


DRIFT_KIND = DriftKind(
    id="site-file",
    title="Files of the site that DC/OS reads on each node, by digest",
    source="files that an upgrade leaves alone, DC/OS 1.9 to 2.2",
    expects="nothing",
    probes=(site_files.PROBE.id,),
    lines=lines,
    judge=stays("the file"),
)
