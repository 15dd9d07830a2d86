"""From a route and a cluster to the whole plan: hops, stages, waves and steps. Pure.

It starts from any lawful cluster, a mixed one too: nodes that are at the first hop's target already are steps done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.plan import Hop, Pacing, Plan, RoutePolicy, Stage, StageName, Step
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.digest import sealed
from dcos_upgrade.planning.route import RouteAnswer, RouteHop, find_route
from dcos_upgrade.planning.waves import agent_waves, master_waves


def compose(
    *,
    inventory: Inventory,
    versions: Mapping[NodeId, Version],
    leaders: tuple[NodeId | None, NodeId | None],
    target: Version,
    on: date,
    policy: RoutePolicy | None,
    pacing: Pacing,
    cluster_id: str,
    relied_on: Mapping[str, str],
    catalog_digest: str,
    tool_version: str,
) -> Plan:
    """The sealed plan. ``leaders`` are (Mesos, Marathon) as observed.

    Raises Refused for a cluster that is not lawful or a route that does not exist, Unreadable for a node whose release is
    not known, Usage for a release that the catalog does not know.
    """
    lowest = _lowest(inventory, versions)
    _lawful(inventory, versions, lowest)
    answer = find_route(lowest, target, on=on, policy=policy)
    _routed(answer)
    _mixed_in_first_hop(answer, versions, lowest)
    hops = tuple(_hop(hop, inventory, versions, leaders, pacing) for hop in answer.hops if _has_work(hop, versions))
    plan = Plan(
        tool_version=tool_version,
        cluster=inventory.cluster,
        cluster_id=cluster_id,
        source=str(lowest),
        target=str(target),
        on=on,
        policy=answer.policy,
        route=tuple(str(stop) for stop in answer.route),
        hops=hops,
        refusals=answer.refusals,
        notes=answer.notes,
        inventory=inventory,
        relied_on=dict(relied_on),
        catalog_digest=catalog_digest,
        pacing=pacing,
    )
    return sealed(plan)


def _lowest(inventory: Inventory, versions: Mapping[NodeId, Version]) -> Version:
    unknown = [node.id for node in inventory.nodes if node.id not in versions]
    if unknown or not inventory.nodes:
        raise Unreadable(
            "the release of a node is unknown, so nothing can be planned",
            where=", ".join(unknown) or "an empty inventory",
            next_command="make it answer, then capture again",
        )
    return min(versions[node.id] for node in inventory.nodes)


def _lawful(inventory: Inventory, versions: Mapping[NodeId, Version], lowest: Version) -> None:
    """At most two releases, and no agent newer than a master."""
    found = sorted({versions[node.id] for node in inventory.nodes})
    if len(found) > 2:
        texts = ", ".join(str(version) for version in found)
        raise Refused("the cluster runs more than two releases", evidence=texts, next_command="finish the hop by hand")
    oldest_master = min((versions[master.id] for master in inventory.masters), default=lowest)
    ahead = [agent for agent in inventory.agents if versions[agent.id] > oldest_master]
    if ahead:
        raise Refused(
            "an agent is newer than a master: agents are never upgraded before all masters",
            where=", ".join(agent.id for agent in ahead),
            evidence=f"{ahead[0].id} is at {versions[ahead[0].id]}, the oldest master at {oldest_master}",
            next_command=f"bring every master to {versions[ahead[0].id]} with that release's own script first",
        )


def _routed(answer: RouteAnswer) -> None:
    if answer.hops:
        return
    reasons = "; ".join(refusal.reason for refusal in answer.refusals)
    raise Refused(
        f"there is no route from {answer.source} to {answer.target} on {answer.on}",
        evidence=reasons or "the tables do not lead there",
        next_command=f"dcos-upgrade plan --from {answer.source} --to {answer.target} --explain",
    )


def _mixed_in_first_hop(answer: RouteAnswer, versions: Mapping[NodeId, Version], lowest: Version) -> None:
    """What is ahead must be at the target of the route's first hop: a hop that was begun is ended first."""
    ahead = {node: version for node, version in versions.items() if version != lowest}
    strangers = {node: version for node, version in ahead.items() if version != answer.hops[0].target}
    if strangers:
        node, version = next(iter(strangers.items()))
        raise Refused(
            "the cluster is in the middle of another hop than this route begins with",
            where=str(node),
            evidence=f"{node} is at {version}; the route goes from {lowest} to {answer.hops[0].target}",
            next_command=f"dcos-upgrade plan --snapshot DIR --to {version}",
        )


def _has_work(hop: RouteHop, versions: Mapping[NodeId, Version]) -> bool:
    return any(version < hop.target for version in versions.values())


def _hop(
    hop: RouteHop,
    inventory: Inventory,
    versions: Mapping[NodeId, Version],
    leaders: tuple[NodeId | None, NodeId | None],
    pacing: Pacing,
) -> Hop:
    def steps(role: Role) -> list[tuple[Node, Step]]:
        return [(node, _step(node, hop, versions)) for node in inventory.of(role)]

    mesos, marathon = leaders
    return Hop(
        source=str(hop.source),
        target=str(hop.target),
        kind=hop.kind,
        stages=(
            Stage(
                name=StageName.MASTERS,
                waves=master_waves(steps(Role.MASTER), mesos=mesos, marathon=marathon, pacing=pacing),
            ),
            Stage(name=StageName.SERVICE_MARATHONS),
            Stage(name=StageName.PRIVATE_AGENTS, waves=agent_waves(steps(Role.PRIVATE_AGENT), pacing=pacing)),
            Stage(name=StageName.PUBLIC_AGENTS, waves=agent_waves(steps(Role.PUBLIC_AGENT), pacing=pacing)),
            Stage(name=StageName.VALIDATION),
        ),
    )


def _step(node: Node, hop: RouteHop, versions: Mapping[NodeId, Version]) -> Step:
    return Step(node=node.id, source=str(hop.source), target=str(hop.target), done=versions[node.id] == hop.target)
