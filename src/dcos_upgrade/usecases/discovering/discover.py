"""Asks one master who the others are, then all of them which agents there are, and holds that against the site's own list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import replace

from dcos_upgrade.core.cluster import CLUSTER, Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import (
    cluster_id,
    dcos_version,
    exhibitor_status,
    master_list,
    mesos_metrics,
    mesos_redirect,
    mesos_slaves,
    mesos_summary,
    node_role,
)
from dcos_upgrade.usecases.discovering.agents import Agents, agents_of
from dcos_upgrade.usecases.discovering.found import Discovery, ListedNode
from dcos_upgrade.usecases.discovering.masters import entry_only, masters_of

FIRST = frozenset({exhibitor_status.PROBE.id, master_list.PROBE.id, mesos_redirect.PROBE.id})
THEN = frozenset(
    {
        cluster_id.PROBE.id,
        dcos_version.PROBE.id,
        mesos_metrics.PROBE.id,
        mesos_slaves.PROBE.id,
        mesos_summary.SUMMARY.id,
        node_role.PROBE.id,
    }
)

MOST_EVIDENCE = 1_000
"""Characters of an error's evidence."""

Look = Callable[[Inventory, Collection[str]], Awaitable[Snapshot]]
"""The facts of these probes for these nodes; who does not answer is unknown in the snapshot."""


async def discover(entry: str, look: Look, listed: Sequence[ListedNode] = ()) -> Discovery:
    """``entry`` is the address of one master, ``listed`` what an inventory of the site has. Raises Unreachable when nobody answers anything.

    A node of the site's list that nobody else names stays in the inventory: it may be the one that is unreachable.
    """
    first = await look(entry_only(entry), FIRST)
    masters = masters_of(first, entry)
    seen = await look(Inventory(cluster=entry, nodes=masters.nodes), THEN)
    _somebody_answered(entry, first, seen)
    agents = agents_of(seen, frozenset(node.address for node in masters.nodes))
    merged = merge((*masters.nodes, *agents.nodes), listed)
    release, cluster = _agreed(seen, "release"), _agreed(seen, "cluster id")
    return Discovery(
        name=_name(seen) or entry,
        release=release,
        cluster_id=cluster,
        nodes=merged,
        notes=(*masters.notes, *agents.notes, *_differences((*masters.nodes, *agents.nodes), listed), *_silent(seen)),
        unknown=(*masters.unknown, *agents.unknown, *_away(agents, listed)),
    )


def _somebody_answered(entry: str, *looks: Snapshot) -> None:
    if any(observed.known for seen in looks for observed in seen.facts.values()):
        return
    reasons = sorted({f"{probe}: {reason}" for seen in looks for probe, _, reason in seen.unknowns()})
    raise Unreachable(
        "nobody answered anything that was asked",
        where=entry,
        evidence="; ".join(reasons)[:MOST_EVIDENCE],
        next_command=f"dcos-upgrade capture --mesos http://{entry}:5050 --show-commands",
    )


def merge(found: Sequence[Node], listed: Sequence[ListedNode]) -> tuple[ListedNode, ...]:
    """What the cluster says of a node counts; the site's id, rack and way in are taken over."""
    by_address = {each.node.address: each for each in listed}
    nodes = [_merged(node, by_address.pop(node.address, None)) for node in found]
    order = tuple(Role)
    return tuple(sorted((*nodes, *by_address.values()), key=lambda each: (order.index(each.node.role), each.node.id)))


def _merged(node: Node, own: ListedNode | None) -> ListedNode:
    if own is None:
        return ListedNode(node=node)
    return ListedNode(
        node=replace(node, id=own.node.id, rack=node.rack or own.node.rack, critical=own.node.critical), ssh=own.ssh
    )


def _differences(found: Sequence[Node], listed: Sequence[ListedNode]) -> Iterator[str]:
    if not listed:
        return
    at = {node.address: node for node in found}
    for each in listed:
        other = at.pop(each.node.address, None)
        if other is None:
            yield f"{each.node.id} ({each.node.address}) is in the inventory and the cluster does not name it: it is kept"
        elif other.role is not each.node.role:
            yield f"{each.node.id} is a {_spoken(each.node)} in the inventory and a {_spoken(other)} by the cluster: the cluster's word is kept"
    yield from (f"{address} is in the cluster and not in the inventory" for address in at)


def _away(agents: Agents, listed: Sequence[ListedNode]) -> Iterator[str]:
    """Unreachable agents of which the site's list does not know either."""
    known = {node.address for node in agents.nodes}
    kept = [each for each in listed if each.node.role is not Role.MASTER and each.node.address not in known]
    missing = agents.away - len(kept)
    if missing > 0:
        counted = "one unreachable agent" if missing == 1 else f"{missing} unreachable agents"
        yield f"the address of {counted}: Mesos counts and does not list them; add them by hand, or give --inventory"


def _spoken(node: Node) -> str:
    return node.role.replace("_", " ")


def _name(seen: Snapshot) -> str:
    """What the cluster calls itself."""
    summary = seen.fact(mesos_summary.SUMMARY, CLUSTER).value
    return (summary.cluster or "") if summary else ""


def _agreed(seen: Snapshot, what: str) -> str:
    """The one answer of all masters that gave one; nothing where they differ."""
    answers = {_said(seen, node.id, what) for node in seen.inventory.masters} - {""}
    return answers.pop() if len(answers) == 1 else ""


def _said(seen: Snapshot, node: NodeId, what: str) -> str:
    if what == "release":
        version = seen.fact(dcos_version.PROBE, node).value
        return version.version if version else ""
    return seen.fact(cluster_id.PROBE, node).value or ""


def _silent(seen: Snapshot) -> Iterator[str]:
    """Masters that could not be asked over SSH, and masters of different releases."""
    releases = {}
    for node in seen.inventory.masters:
        observed = seen.fact(dcos_version.PROBE, node.id)
        if observed.value is None:
            yield f"{node.id}: not seen over SSH: {observed.unknown}"
        else:
            releases[str(node.id)] = observed.value.version
    if len(set(releases.values())) > 1:
        each = ", ".join(f"{node} has {release}" for node, release in sorted(releases.items()))
        yield f"the masters are of different releases: {each}"
