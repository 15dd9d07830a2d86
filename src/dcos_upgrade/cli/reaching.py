"""What ``reach`` does."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from dcos_upgrade import wiring
from dcos_upgrade.adapters.cluster_file import ClusterFile, read_cluster_file
from dcos_upgrade.cli.mending import node_of
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.render.console.reaching import reaching_text
from dcos_upgrade.render.keys.reaching import visit_keys
from dcos_upgrade.usecases.reaching import exit_code, visit_all


async def reached(cluster_file: Path, names: Sequence[str], state: Path) -> Reply:
    """Raises Usage for a node that the cluster file does not have, Refused for a secret that is not there."""
    cluster = read_cluster_file(cluster_file)
    nodes = _nodes(cluster, names)
    async with wiring.open_ports(cluster, state / wiring.EVIDENCE) as ports:
        visits = await visit_all(nodes, ports.shell)
    return Reply(
        keys={"nodes": [visit_keys(visit) for visit in visits]},
        text=reaching_text(visits, terminal_of(sys.stdout)),
        code=exit_code(visits),
    )


def _nodes(cluster: ClusterFile, names: Sequence[str]) -> tuple[Node, ...]:
    return tuple(node_of(cluster, name) for name in names) if names else cluster.inventory.nodes
