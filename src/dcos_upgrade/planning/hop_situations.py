"""The hops of a plan, each in its circumstances, for the conditions of the catalog."""

from __future__ import annotations

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.situation import Situation


def hop_situations(plan: Plan, snapshot: Snapshot | None, catalog: Catalog) -> tuple[Situation, ...]:
    """One for each hop, in order; ``snapshot`` is the cluster as it is looked at for all of them."""
    route = tuple(Version.parse(stop) for stop in plan.route)
    return tuple(
        Situation(
            source=Version.parse(hop.source),
            target=Version.parse(hop.target),
            wanted=Version.parse(plan.target),
            on=plan.on,
            catalog=catalog,
            route=route,
            snapshot=snapshot,
            plan=plan,
        )
        for hop in plan.hops
    )
