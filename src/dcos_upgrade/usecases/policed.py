"""A plan before the policy rules: what each says of each hop, and the plan's refusal where one that blocks objects."""

from __future__ import annotations

from dataclasses import dataclass

from dcos_upgrade import catalog
from dcos_upgrade.core.plan import Plan, Refusal
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.policy import HopRule, policy_of_plan, refusals, refusing
from dcos_upgrade.planning.route import RouteAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Policed:
    """``against`` is what stands in the way; then ``refused`` has the route, no hops, and these among its refusals."""

    rows: tuple[HopRule, ...]
    against: tuple[HopRule, ...] = ()
    refused: RouteAnswer | None = None


def policed(plan: Plan, snapshot: Snapshot, *, installed_by: str = "") -> Policed:
    """Of a plan that was made just now, over the snapshot of which it was made. ``installed_by``: what cluster.yaml says, if anything."""
    said = {"people.installed-by": installed_by} if installed_by else {}
    rows = policy_of_plan(plan, snapshot, catalog.own(), said)
    against = refusing(rows)
    return Policed(rows=rows, against=against, refused=_refused(plan, refusals(rows)) if against else None)


def _refused(plan: Plan, against: tuple[Refusal, ...]) -> RouteAnswer:
    return RouteAnswer(
        source=Version.parse(plan.source),
        target=Version.parse(plan.target),
        on=plan.on,
        policy=plan.policy,
        route=tuple(Version.parse(stop) for stop in plan.route),
        hops=(),
        refusals=(*plan.refusals, *against),
        notes=plan.notes,
    )
