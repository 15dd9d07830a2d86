"""May this run begin? Asked before anything is written anywhere: the right cluster, reachable, and as it was planned for."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

from dcos_upgrade.core.cluster import Inventory, Node
from dcos_upgrade.core.error import DcosUpgradeError, Owned, Refused, Stale, Unreadable, Usage
from dcos_upgrade.core.journal import RetryRequested
from dcos_upgrade.core.plan import HopKind, Plan
from dcos_upgrade.core.probe import Command, Service
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.step import RERUN_IS_SAFE, NodeState, classify
from dcos_upgrade.engine.state import Phase, RunState
from dcos_upgrade.planning.stale import changed
from dcos_upgrade.ports import Nodes, Shell
from dcos_upgrade.usecases.relied_on import cluster_id, masters_serve, relied_on
from dcos_upgrade.usecases.relied_where_known import as_relied_on, not_known_now
from dcos_upgrade.usecases.site_programs import of_the_cluster

REACH = {"reach": Command(text="true")}
OWNER_FILE = "/var/lib/dcos-upgrade/owner"
OWNER = {"owner": Command(text=f"if [ -e {OWNER_FILE} ]; then cat {OWNER_FILE}; fi")}


def of_this_cluster(plan: Plan, inventory: Inventory) -> None:
    """Raises Refused when the plan was made for another cluster or for other nodes than the cluster file's."""
    if plan.cluster != inventory.cluster:
        raise Refused(
            f"this plan is for the cluster {plan.cluster}, not for {inventory.cluster}",
            next_command="dcos-upgrade plan --snapshot DIR --to VERSION --out plan.json",
        )
    planned = {(node.id, node.address, node.role) for node in plan.inventory.nodes}
    present = {(node.id, node.address, node.role) for node in inventory.nodes}
    if planned != present:
        names = sorted({str(node_id) for node_id, _, _ in planned ^ present})
        raise Refused(
            "the plan and the cluster file do not have the same nodes",
            evidence=f"they differ in {', '.join(names)}",
            next_command="capture the cluster and plan again",
        )


def at_their_own_ports(passed_on: Collection[Service]) -> None:
    """Raises Refused when services are asked through Admin Router: no gate counts that, so no step would ever be verified."""
    if passed_on:
        raise Refused(
            "a run asks the services at their own ports, and cluster.yaml has them asked through Admin Router",
            where="endpoints",
            evidence=", ".join(sorted(passed_on)),
            next_command="leave them out of endpoints; where only the nodes reach the ports: over_ssh: true",
        )


def by_the_tool(plan: Plan) -> None:
    """Raises Refused for a change of configuration: this tool plans it and does not carry it out.

    A step's lock on a node has the name of the release to which it goes. Where the release stays, the lock of the step that brought the
    node there may lie there still, and neither release nor version tells a step that is done from one that was never begun.
    """
    if any(hop.kind is HopKind.RECONFIGURE for hop in plan.hops):
        raise Refused(
            "a change of configuration is planned by this tool, and not carried out by it",
            where=plan.digest[:12],
            evidence=f"every step goes from {plan.source} to {plan.target}: on a node, the release tells a step that is done from one that "
            "is not, and here it is the same before and after",
            next_command=f"on the bootstrap host: bash dcos_generate_config.sh --generate-node-upgrade-script {plan.source}; people run "
            "that script on the nodes, in the order of the plan",
        )


async def reach(inventory: Inventory, shell: Shell) -> Mapping[str, str]:
    """Open a session on every node. Raises Refused for a key or a host key; who does not answer is returned by name."""
    results = await asyncio.gather(*(_reached(node, shell) for node in inventory.nodes))
    refused = [error for error in results if isinstance(error, Refused)]
    if refused:
        raise refused[0]
    pairs = zip(inventory.nodes, results, strict=True)
    return {node.id: error.what for node, error in pairs if error is not None}


async def _reached(node: Node, shell: Shell) -> DcosUpgradeError | None:
    try:
        await shell.ask(node, REACH)
    except DcosUpgradeError as error:
        return error
    return None


async def unowned(inventory: Inventory, shell: Shell) -> None:
    """Raises Owned when a master holds the owner file of a run, so that a second run touches nothing and leaves no trace.

    A mere look, for a clear answer early: what keeps two runs apart is the exclusive claim. Who does not answer is passed over.
    """
    for master in inventory.masters:
        try:
            answers = await shell.ask(master, OWNER)
        except DcosUpgradeError:
            continue
        held = answers["owner"].body.decode(errors="replace").strip() if "owner" in answers else ""
        if held:
            raise Owned(
                "the cluster belongs to another run",
                where=f"{master.id}:{OWNER_FILE}",
                evidence=redact_text(" ".join(held.split())[:200]),
                next_command="in that run's state directory: dcos-upgrade resume, or abort; if it is lost, see docs/how-to",
            )


def still_as_planned(plan: Plan, snapshot: Snapshot) -> None:
    """Raises Refused for another cluster's id, Stale naming every fact that changed since the plan, Unreadable for unknowns."""
    masters_serve(snapshot)
    found = cluster_id(snapshot)
    if found != plan.cluster_id:
        raise Refused(
            "this plan is for another cluster",
            evidence=f"the plan's cluster id is {plan.cluster_id}, this cluster's is {found}",
        )
    planned = of_the_cluster(plan.relied_on)
    now = relied_on(snapshot) | as_relied_on(planned, snapshot)
    silent = not_known_now(planned, snapshot)
    differences = changed({name: text for name, text in planned.items() if name not in silent}, now)
    if differences:
        raise Stale(
            "the cluster is no longer as it was when the plan was made",
            evidence="; ".join(differences),
            next_command="dcos-upgrade capture, then dcos-upgrade plan",
        )
    if silent:
        raise Unreadable(
            "a fact that the plan relies on is unknown now",
            evidence="; ".join(f"{name}: {why}" for name, why in sorted(silent.items())),
            next_command="make the node answer; or capture and plan again",
        )


async def may_retry(plan: Plan, state: RunState, nodes: Nodes, node_id: str, *, by: str) -> RetryRequested:
    """The word that this node's script may be started once more. Raises Usage or Refused with the reason when it may not."""
    node = plan.inventory.node(node_id)
    hop = next((number for number in range(len(plan.hops)) if number not in state.hops_done), None)
    if node is None or hop is None:
        raise Usage(f"there is no node {node_id} with an open step in this run", next_command="dcos-upgrade status")
    progress = state.node(hop, node_id)
    if any(each == node_id for _, each in state.quarantined):
        raise Refused(
            f"{node_id} is in quarantine", next_command=f"dcos-upgrade readmit {node_id}, then dcos-upgrade resume"
        )
    if progress.phase not in {Phase.SETTLED, Phase.IN_FLIGHT} or hop not in state.bound:
        raise Refused(f"{node_id} has no failed step to retry", evidence=f"its step is {progress.phase}")
    planned = plan.hops[hop]
    look = await nodes.observe_step(node, planned.target)
    found = classify(look, source=planned.source, target=planned.target, package_ids=state.bound[hop].package_ids)
    if look.alive or look.begun is None or found not in RERUN_IS_SAFE:
        raise Refused(_why_not(node_id, alive=look.alive, begun=look.begun is not None, found=found))
    begun_by = "" if look.begun.run == state.run else look.begun.run
    return RetryRequested(hop=hop, node=node_id, by=by, begun_by=begun_by)


def _why_not(node_id: str, *, alive: bool, begun: bool, found: NodeState) -> str:
    if alive:
        return f"the job on {node_id} still runs; it is never started twice"
    if not begun:
        return f"{node_id} never began its step; resume starts it"
    return f"{node_id} is {found}: the vendor's script must not be started on it again"
