"""Every node at the target, by its own disk and with the Mesos that belongs to it; the cluster still the same one."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.drift.difference import Change, Difference, Loss, Unjudged
from dcos_upgrade.drift.mesos import MesosVersions, Seen
from dcos_upgrade.drift.pair import Pair, pair
from dcos_upgrade.probes import cluster_id, dcos_version, mesos_version, node_role

PURPOSE = "this is what the run was for"


def compare_nodes(baseline: Snapshot, after: Snapshot, target: Version, mesos: MesosVersions) -> Iterator[Difference]:
    for node in after.inventory.nodes:
        release = pair(baseline, after, dcos_version.PROBE, node.id)
        version = Pair(
            before=release.before.map(lambda seen: seen.version), after=release.after.map(lambda seen: seen.version)
        )
        yield from _at_target("version", node, version, str(target))
        yield from _mesos(node, pair(baseline, after, mesos_version.PROBE, node.id), mesos)
        yield from _same("role", node, _roles(baseline, node), _roles(after, node))
    for master in after.inventory.masters:
        ids = pair(baseline, after, cluster_id.PROBE, master.id)
        yield from _same("cluster id", master, ids.before, ids.after)


def _at_target(kind: str, node: Node, seen: Pair[str], wanted: str) -> Iterator[Difference]:
    """What is there now decides."""
    now = seen.after.value
    if now is None:
        yield Unjudged(kind=kind, subject=node.id, why=seen.after.unknown or "nothing was asked")
    elif now != wanted:
        yield Loss(kind=kind, subject=node.id, why=f"is {now}, not {wanted}", evidence=seen.evidence)
    elif seen.before.value != now:
        yield Change(kind=kind, subject=node.id, before=seen.before.value or "unknown", after=now, why=PURPOSE)


def _mesos(node: Node, seen: Pair[str], mesos: MesosVersions) -> Iterator[Difference]:
    kind, now = "mesos version", seen.after.value
    if now is None:
        yield Unjudged(kind=kind, subject=node.id, why=seen.after.unknown or "nothing was asked")
        return
    before, evidence = seen.before.value, seen.evidence
    yield from mesos.compare(Seen(kind=kind, subject=node.id, before=before, now=now, why=PURPOSE, evidence=evidence))


def _roles(snapshot: Snapshot, node: Node) -> Observed[str]:
    return snapshot.fact(node_role.PROBE, node.id).map(lambda seen: ", ".join(seen.files))


def _same(kind: str, node: Node, before: Observed[str], after: Observed[str]) -> Iterator[Difference]:
    seen = Pair(before=before, after=after)
    if seen.why:
        yield Unjudged(kind=kind, subject=node.id, why=seen.why)
    elif before.value != after.value:
        yield Loss(kind=kind, subject=node.id, why=f"is {after.value}; it was {before.value}", evidence=seen.evidence)
