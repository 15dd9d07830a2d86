"""The analysis before the upgrade, from the snapshot with which the run began. Pure."""

from __future__ import annotations

from dcos_upgrade import catalog
from dcos_upgrade.core.check import CheckStage, HopFacts
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.hop_knowledge import hop_knowledge
from dcos_upgrade.planning.policy import policy_of_plan
from dcos_upgrade.usecases.preflight import chosen, preflight
from dcos_upgrade.usecases.workbook.model import Before
from dcos_upgrade.worksheets import Given, filled


def before_the_run(plan: Plan, baseline: Snapshot, digest: str, acknowledged: frozenset[str]) -> Before:
    """``digest`` names the snapshot as evidence; ``acknowledged`` are the names that people have said yes to."""
    known = catalog.own()
    route = tuple(Version.parse(stop) for stop in plan.route)
    return Before(
        taken=baseline.taken,
        snapshot=digest,
        book=filled(Given(snapshot=baseline, plan=plan)),
        checks=_checks(plan, baseline),
        rules=policy_of_plan(plan, baseline, known) if plan.hops else (),
        hops=hop_knowledge(route, plan.on, known, snapshot=baseline, plan=plan, acknowledged=acknowledged),
        links=known.links,
    )


def _checks(plan: Plan, baseline: Snapshot) -> tuple[Judgement, ...]:
    return preflight(baseline, chosen(CheckStage.PRE, ()), baseline=None, hop=_first_hop(plan))


def _first_hop(plan: Plan) -> HopFacts | None:
    if not plan.hops:
        return None
    hop = plan.hops[0]
    return HopFacts(
        source=Version.parse(hop.source), target=Version.parse(hop.target), mesos=catalog.mesos_of(hop.target)
    )
