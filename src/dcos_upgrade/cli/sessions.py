"""How a node is logged in to, as people would type it."""

from __future__ import annotations

from dcos_upgrade.adapters.cluster_file import ClusterFile
from dcos_upgrade.core.cluster import Node


def session_of(cluster: ClusterFile, node: Node) -> str:
    """The one session that all commands of a node travel in, as they are fed to it."""
    target = cluster.ssh.for_node(node)
    asks = "-n" if target.password is None else "-S"
    sudo = f"sudo {asks} " if target.sudo else ""
    return f"ssh -p {target.port} {target.user}@{target.host} {sudo}sh -s --"
