"""The active packages of each node, those with the site's configuration among them."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, Value, of_nodes
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import with_release
from dcos_upgrade.probes import packages_active
from dcos_upgrade.probes.packages_active import ActivePackages


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, packages_active.PROBE, _values)


def _values(seen: ActivePackages) -> Iterator[Value]:
    for one in seen.ids:
        name, _, build = one.partition("--")
        yield f"package {name}", build


DRIFT_KIND = DriftKind(
    id="package",
    title="Active packages and configuration ids of each node",
    source="pkgpanda, 'active' links, 1.9 to 2.2; gen, dcos-config--setup_ and dcos-metadata--setup_",
    expects="packages and configuration ids change, come and go with the node's release",
    probes=(packages_active.PROBE.id,),
    lines=lines,
    judge=with_release("the package"),
)
