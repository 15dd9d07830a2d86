"""The grave risks that stand on one hop of a plan, over what was captured last. Pure."""

from __future__ import annotations

from dataclasses import replace

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.acceptance import StandingRisk
from dcos_upgrade.core.cluster import Inventory
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.judged import JudgedRisk, judged_risks
from dcos_upgrade.planning.situation import Situation


def standing_risks(
    plan: Plan,
    hop: int,
    snapshot: Snapshot,
    catalog: Catalog,
    acknowledged: frozenset[str] = frozenset(),
    *,
    left_out: frozenset[str] = frozenset(),
) -> tuple[StandingRisk, ...]:
    """Those that block, in the order of their ids; what nobody knows stands. ``hop`` counts from 0.

    Nodes that were left out of the run by name are out of the cluster: that they do not answer is no reason to wait.
    """
    planned = plan.hops[hop]
    situation = Situation(
        source=Version.parse(planned.source),
        target=Version.parse(planned.target),
        wanted=Version.parse(plan.target),
        on=plan.on,
        catalog=catalog,
        route=tuple(Version.parse(stop) for stop in plan.route),
        snapshot=_without(snapshot, left_out),
        plan=plan,
        acknowledged=acknowledged,
    )
    return tuple(_standing(each) for each in judged_risks(situation) if each.blocks)


def _without(snapshot: Snapshot, left_out: frozenset[str]) -> Snapshot:
    known = snapshot.inventory
    staying = Inventory(cluster=known.cluster, nodes=tuple(node for node in known.nodes if node.id not in left_out))
    return replace(snapshot, inventory=staying)


def _standing(judged: JudgedRisk) -> StandingRisk:
    risk, truth = judged.risk, judged.truth
    return StandingRisk(
        id=risk.id,
        message=risk.message,
        remedy=risk.remedy,
        verify=risk.verify,
        why=truth.because,
        unknown=truth.holds is None,
        acceptable=risk.acceptable,
    )
