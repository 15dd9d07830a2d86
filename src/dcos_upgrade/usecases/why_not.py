"""Why a captured cluster cannot go where somebody wants it to go, and the fewest things to change."""

from __future__ import annotations

from datetime import date

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.catalog import own as own_catalog
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreadable
from dcos_upgrade.core.plan import Pacing, Plan, RoutePolicy
from dcos_upgrade.core.run_policy import NOTHING_MORE, RunPolicy
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.blocked import WhyNot, why_not
from dcos_upgrade.planning.policy import HopRule
from dcos_upgrade.planning.route import RouteAnswer
from dcos_upgrade.planning.ways import Wanted
from dcos_upgrade.planning.why_not import Change, Condition
from dcos_upgrade.probes import dcos_version
from dcos_upgrade.usecases.condition import Journey, of_error
from dcos_upgrade.usecases.conditions import conditions
from dcos_upgrade.usecases.plan import plan_from
from dcos_upgrade.usecases.policed import policed

RULE = "plan"
SOURCE = "the planner itself"


def why_not_for(
    snapshot: Snapshot,
    target: Version,
    *,
    on: date,
    policy: RoutePolicy | None,
    pacing: Pacing,
    tool_version: str,
    run_policy: RunPolicy = NOTHING_MORE,
    catalog: Catalog | None = None,
) -> WhyNot:
    """What the planner itself still refuses when every condition is met stands in the way as well: nothing is left unsaid.

    Raises Unreadable where no node at all says its release, Usage for a release that the catalog does not know.
    """
    known = catalog or own_catalog()

    def of_cluster(route: tuple[Version, ...]) -> tuple[Condition, ...]:
        return conditions(Journey(snapshot=snapshot, route=route, target=target, on=on, catalog=known))

    wanted = Wanted(source=_oldest(snapshot), target=target, on=on, policy=policy, catalog=known)
    found = why_not(wanted, of_cluster)
    if found.blocked:
        return found
    try:
        planned = plan_from(
            snapshot, target, on=on, policy=policy, pacing=pacing, tool_version=tool_version, run_policy=run_policy
        )
    except (Refused, Unreadable) as error:
        left: tuple[Condition, ...] = (_refused(error, wanted),)
    else:
        left = _left(planned, snapshot, wanted)
    return why_not(wanted, lambda route: left)


def _left(planned: Plan | RouteAnswer, snapshot: Snapshot, wanted: Wanted) -> tuple[Condition, ...]:
    """What is against the plan that was made, or that there is none."""
    if isinstance(planned, RouteAnswer):
        return tuple(Condition(rule=each.rule, reason=each.reason, source=each.source) for each in planned.refusals)
    return tuple(_objection(row, wanted) for row in policed(planned, snapshot).against)


def _objection(row: HopRule, wanted: Wanted) -> Condition:
    """What a rule of the workbook has against the plan. Many ask what other conditions ask too: so they are asked when those are met."""
    rule, because = row.judged.rule, "; ".join(row.judged.truth.because)
    what = f"see to it that this holds: {rule.title}"
    return Condition(
        rule=rule.id,
        reason=f"{row.source} to {row.target}: {rule.title}; here {because}",
        source="; ".join(rule.sources),
        met_by=(Change(id=f"policy {rule.id}", what=what, verify=_verify(wanted)),),
    )


def _oldest(snapshot: Snapshot) -> Version:
    """Of the nodes that say it."""
    seen = [snapshot.fact(dcos_version.PROBE, NodeId(node.id)) for node in snapshot.inventory.nodes]
    found = [version for fact in seen if fact.value is not None and (version := _release(fact.value.version))]
    if not found:
        raise Unreadable(
            "no node says which release it runs",
            where=snapshot.inventory.cluster,
            evidence=seen[0].unknown if seen else "the inventory is empty",
            next_command="make the nodes answer, then capture again",
        )
    return min(found)


def _release(text: str) -> Version | None:
    try:
        return Version.parse(text)
    except ValueError:
        return None


def _refused(error: DcosUpgradeError, wanted: Wanted) -> Condition:
    change = Change(id=error.what, what=error.next_command or error.what, verify=_verify(wanted))
    return of_error(error, rule=RULE, source=SOURCE, change=change)


def _verify(wanted: Wanted) -> str:
    return f"dcos-upgrade plan --snapshot again --to {wanted.target} --on {wanted.on}"
