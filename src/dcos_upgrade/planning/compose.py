"""From a route and a cluster to the whole plan: hops, stages, waves and steps. Pure.

It starts from any lawful cluster, a mixed one too: nodes that are at the first hop's target already are steps done.
The order of stages and waves is the workbook's ('Timing of Events', 'Upgrade Cluster Nodes').
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import UNSET, UnsetType

from dcos_upgrade.core.cluster import Inventory, Leaders, Node, NodeId, Role
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.plan import (
    Hop,
    Pacing,
    Plan,
    PlannedConfiguration,
    RoutePolicy,
    ServiceMarathon,
    Stage,
    StageName,
    Step,
)
from dcos_upgrade.core.run_policy import NOTHING_MORE, RunPolicy
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.bandwidth import bandwidth_notes
from dcos_upgrade.planning.begun import cluster_route
from dcos_upgrade.planning.digest import sealed
from dcos_upgrade.planning.holding import hold_back
from dcos_upgrade.planning.kinds import NodeFacts, kind_notes, placed, placement_notes
from dcos_upgrade.planning.lawful import require_lawful
from dcos_upgrade.planning.route import RouteAnswer, RouteHop
from dcos_upgrade.planning.service_marathons import planned_services
from dcos_upgrade.planning.single_master import approvals_of, single_master_notes
from dcos_upgrade.planning.test_app import notes_of_test_app, planned_test_app
from dcos_upgrade.planning.unreachable import unreachable_notes
from dcos_upgrade.planning.waves import agent_waves, kinds_to_show, master_waves
from dcos_upgrade.probes.service_marathons import ServiceMarathons


def compose(
    *,
    inventory: Inventory,
    versions: Mapping[NodeId, Version],
    leaders: Leaders,
    target: Version,
    on: date,
    policy: RoutePolicy | None,
    pacing: Pacing,
    cluster_id: str,
    relied_on: Mapping[str, str],
    catalog_digest: str,
    tool_version: str,
    facts: Mapping[NodeId, NodeFacts] | None = None,
    run_policy: RunPolicy = NOTHING_MORE,
    service_marathons: ServiceMarathons | None = None,
    more_notes: Sequence[str] = (),
    configuration: PlannedConfiguration | UnsetType = UNSET,
    reconfigures: bool = False,
    beside: tuple[str, ...] = (),
) -> Plan:
    """The sealed plan. ``leaders`` as observed, ``facts`` what is known of the agents as machines.

    ``configuration`` is that of the next generation as it compares, ``beside`` what is told of it; with ``reconfigures`` it is what
    every node gets, at the release that it has. ``service_marathons`` as they were found; None plans none. The plan's inventory has racks and criticality filled in from them.

    Raises Refused for a cluster that is not lawful or a route that does not exist, Unreadable for a node whose release is
    not known, Usage for a target that the catalog does not know.
    """
    require_lawful(inventory, versions)
    found = {node.id: versions[node.id] for node in inventory.nodes}
    answer = cluster_route(frozenset(found.values()), target, on=on, policy=policy)
    _routed(answer)
    known = facts or {}
    where = placed(inventory, known)
    ahead = [hop for hop in answer.hops if reconfigures or _has_work(hop, found)]
    services = planned_services(
        service_marathons, run_policy.service_wishes(), ahead, masters_done=_masters_done(ahead, inventory, found)
    )
    hops = tuple(
        _hop(hop, where, found, leaders, pacing, known, of_stage)
        for hop, of_stage in zip(ahead, services.hops, strict=True)
    )
    wish = run_policy.test_app
    app = planned_test_app(wish, where, known, source=answer.source, target=target)
    plan = Plan(
        tool_version=tool_version,
        cluster=inventory.cluster,
        cluster_id=cluster_id,
        source=str(answer.source),
        target=str(target),
        on=on,
        policy=answer.policy,
        route=tuple(str(stop) for stop in answer.route),
        hops=hops,
        refusals=answer.refusals,
        notes=(
            *answer.notes,
            *beside,
            *_notes(inventory, known, pacing),
            *unreachable_notes(hops),
            *services.notes,
            *notes_of_test_app(wish, app),
            *more_notes,
        ),
        inventory=where,
        relied_on=dict(relied_on),
        catalog_digest=catalog_digest,
        pacing=pacing,
        approvals=approvals_of(inventory, run_policy.approvals) or UNSET,
        site_steps=run_policy.site_steps or UNSET,
        test_app=app,
        configuration=configuration,
    )
    return sealed(plan)


def _notes(inventory: Inventory, facts: Mapping[NodeId, NodeFacts], pacing: Pacing) -> Iterator[str]:
    yield from placement_notes(inventory, facts)
    yield from kind_notes(inventory, facts)
    yield from bandwidth_notes(pacing)
    yield from single_master_notes(inventory)


def _routed(answer: RouteAnswer) -> None:
    if answer.hops:
        return
    reasons = "; ".join(refusal.reason for refusal in answer.refusals)
    raise Refused(
        f"there is no route from {answer.source} to {answer.target} on {answer.on}",
        evidence=reasons or "the tables do not lead there",
        next_command=f"dcos-upgrade plan --from {answer.source} --to {answer.target} --explain",
    )


def _has_work(hop: RouteHop, versions: Mapping[NodeId, Version]) -> bool:
    return any(version < hop.target for version in versions.values())


def _masters_done(hops: Sequence[RouteHop], inventory: Inventory, versions: Mapping[NodeId, Version]) -> bool:
    """Whether the masters of the first hop were all brought to its target before this plan."""
    return bool(hops) and all(versions[master.id] >= hops[0].target for master in inventory.masters)


def _hop(
    hop: RouteHop,
    inventory: Inventory,
    versions: Mapping[NodeId, Version],
    leaders: Leaders,
    pacing: Pacing,
    facts: Mapping[NodeId, NodeFacts],
    services: tuple[ServiceMarathon, ...],
) -> Hop:
    def steps(role: Role) -> list[tuple[Node, Step]]:
        return [(node, _step(node, hop, versions)) for node in inventory.of(role)]

    def agents(role: Role, name: StageName) -> Stage:
        return Stage(
            name=name,
            waves=agent_waves(steps(role), stage=name, pacing=pacing, facts=facts),
            failure_budget=0 if pacing.failure_budget is UNSET else pacing.failure_budget,
            kinds=kinds_to_show(steps(role), pacing, facts),
        )

    return Hop(
        source=str(hop.source),
        target=str(hop.target),
        kind=hop.kind,
        stages=(
            Stage(
                name=StageName.MASTERS,
                waves=master_waves(steps(Role.MASTER), leaders=leaders, pacing=pacing),
                hold_back=hold_back(hop, inventory),
            ),
            Stage(name=StageName.SERVICE_MARATHONS, services=services or UNSET),
            agents(Role.PRIVATE_AGENT, StageName.PRIVATE_AGENTS),
            agents(Role.PUBLIC_AGENT, StageName.PUBLIC_AGENTS),
            Stage(name=StageName.VALIDATION),
        ),
    )


def _step(node: Node, hop: RouteHop, versions: Mapping[NodeId, Version]) -> Step:
    done = hop.source != hop.target and versions[node.id] == hop.target
    return Step(node=node.id, source=str(hop.source), target=str(hop.target), done=done)
