"""What a cluster must be before anything can be planned for it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from dcos_upgrade import catalog
from dcos_upgrade.core.cluster import Inventory, NodeId
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.version import Version


def require_lawful(inventory: Inventory, versions: Mapping[NodeId, Version]) -> None:
    """Raises Unreadable for a node whose release is not known, Refused for an order that no upgrade leaves behind."""
    for law in LAWS:
        law(inventory, versions)


def _all_known(inventory: Inventory, versions: Mapping[NodeId, Version]) -> None:
    unknown = [node.id for node in inventory.nodes if node.id not in versions]
    if unknown:
        raise Unreadable(
            "the release of a node is unknown, so nothing can be planned",
            where=", ".join(unknown),
            evidence=f"{len(unknown)} of {len(inventory.nodes)} nodes did not say which release they run",
            next_command="make it answer, then capture again",
        )
    if not inventory.masters:
        raise Refused(
            "the inventory has no master, so this is no cluster",
            evidence=f"it has {len(inventory.nodes)} nodes",
            next_command="name the masters in cluster.yaml, then capture again",
        )


def _in_catalog(inventory: Inventory, versions: Mapping[NodeId, Version]) -> None:
    strange = [node.id for node in inventory.nodes if not catalog.own().has(versions[node.id])]
    if strange:
        raise Refused(
            "a node runs a release that the catalog does not know",
            where=", ".join(strange),
            evidence=f"{strange[0]} is at {versions[strange[0]]}",
            next_command="dcos-upgrade catalog list",
        )


def _two_at_most(inventory: Inventory, versions: Mapping[NodeId, Version]) -> None:
    found = sorted({versions[node.id] for node in inventory.nodes})
    if len(found) <= 2:
        return
    where = [node.id for node in inventory.nodes if versions[node.id] not in {found[0], found[-1]}]
    raise Refused(
        "the cluster runs more than two releases, so more than one hop is under way",
        where=", ".join(where),
        evidence=", ".join(str(version) for version in found),
        next_command=f"bring the nodes at {found[0]} to {found[1]} with that release's own script first",
    )


def _masters_first(inventory: Inventory, versions: Mapping[NodeId, Version]) -> None:
    oldest = min(versions[master.id] for master in inventory.masters)
    ahead = [agent.id for agent in inventory.agents if versions[agent.id] > oldest]
    if ahead:
        raise Refused(
            "an agent is newer than a master: agents are never upgraded before all masters",
            where=", ".join(ahead),
            evidence=f"{ahead[0]} is at {versions[ahead[0]]}, the oldest master at {oldest}",
            next_command=f"bring every master to {versions[ahead[0]]} with that release's own script first",
        )


LAWS = (_all_known, _in_catalog, _two_at_most, _masters_first)
"""Each raises for its own; the later ones take the earlier ones for granted."""
