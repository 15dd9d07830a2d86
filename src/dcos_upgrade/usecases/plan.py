"""From a snapshot to the plan that a run carries out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import UNSET
from msgspec.structs import replace

from dcos_upgrade import catalog
from dcos_upgrade.core.acknowledgement import Acknowledgements
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.plan import Pacing, Plan, RoutePolicy
from dcos_upgrade.core.run_policy import NOTHING_MORE, RunPolicy
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.acknowledging import questions
from dcos_upgrade.planning.compose import compose
from dcos_upgrade.planning.digest import sealed
from dcos_upgrade.planning.hop_situations import hop_situations
from dcos_upgrade.planning.intents import judged
from dcos_upgrade.planning.plan_audit import require_own_safe
from dcos_upgrade.planning.platforms import judged_platforms
from dcos_upgrade.planning.route import RouteAnswer, find_route
from dcos_upgrade.usecases.intended import AS_IT_IS, Wanted, changes_nodes, compared, intent_of, not_known, refused
from dcos_upgrade.usecases.machines import machines
from dcos_upgrade.usecases.relied_on import (
    cluster_id,
    found_service_marathons,
    leaders,
    masters_serve,
    relied_on,
    versions,
)
from dcos_upgrade.usecases.relied_where_known import where_known


def plan_from(
    snapshot: Snapshot,
    target: Version,
    *,
    on: date,
    policy: RoutePolicy | None,
    pacing: Pacing,
    tool_version: str,
    run_policy: RunPolicy = NOTHING_MORE,
    programs: Mapping[str, str] | None = None,
    wanted: Wanted = AS_IT_IS,
) -> Plan | RouteAnswer:
    """The sealed plan, ``programs`` among what it relies on; the route's answer, with its refusals, where there is no route or where
    a run would do more than one thing.

    Raises Unreadable for a fact that is unknown, Refused for a cluster that is not lawful, Usage for an unknown release, Broken
    for a plan of our own that is not safe to run.
    """
    masters_serve(snapshot)
    found = versions(snapshot)
    answer = find_route(min(found.values()), target, on=on, policy=policy)
    if not answer.hops:
        return answer
    intent = intent_of(snapshot, _route(answer, found), wanted)
    beside = judged(intent)
    if beside.refusals:
        return refused(answer, beside, compared(intent))
    if beside.unknown:
        raise not_known(beside)
    who_leads = leaders(snapshot)
    plan = compose(
        inventory=snapshot.inventory,
        versions=found,
        leaders=who_leads,
        target=target,
        on=on,
        policy=policy,
        pacing=pacing,
        run_policy=run_policy,
        cluster_id=cluster_id(snapshot),
        relied_on=relied_on(snapshot) | where_known(snapshot) | dict(programs or {}),
        catalog_digest=catalog.digest(),
        tool_version=tool_version,
        facts=machines(snapshot),
        service_marathons=found_service_marathons(snapshot),
        more_notes=judged_platforms(catalog.own(), snapshot, answer.route, on).notes,
        configuration=compared(intent) or UNSET,
        reconfigures=intent.reconfigures and changes_nodes(intent),
        beside=beside.notes,
    )
    told = _with_what_people_say(plan, snapshot, run_policy)
    require_own_safe(told, leaders=who_leads)
    return told


def _with_what_people_say(plan: Plan, snapshot: Snapshot, wanted: RunPolicy) -> Plan:
    """The plan with what it asks of people, under the digest that covers this, too."""
    asked = questions(hop_situations(plan, snapshot, catalog.own()))
    required = wanted.acknowledgements == "required"
    return sealed(replace(plan, acknowledgements=Acknowledgements(asked=asked, required=required) if asked else UNSET))


def planned_stops(plan: Plan) -> tuple[Version, ...]:
    """The releases of the hops that are ahead, the present one first."""
    first = plan.hops[0].source if plan.hops else plan.target
    return tuple(Version.parse(stop) for stop in (first, *(hop.target for hop in plan.hops)))


def _route(answer: RouteAnswer, found: Mapping[NodeId, Version]) -> tuple[Version, ...]:
    """The stops that are ahead; where every node is at the target already, the target alone, from and to."""
    at_target = all(version == answer.target for version in found.values())
    return (answer.target, answer.target) if at_target else answer.route
