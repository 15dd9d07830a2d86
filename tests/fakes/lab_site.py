"""A small lab cluster on paper: no address of it is ever listened on."""

from __future__ import annotations

from pathlib import Path

from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.lab.contract import LabSpec
from dcos_upgrade.lab.nodes.site import Site

MASTER = Node(id=NodeId("m1"), address="127.9.9.1", role=Role.MASTER, rack="r1")
AGENT = Node(id=NodeId("a1"), address="127.9.9.2", role=Role.PRIVATE_AGENT, rack="r2")
PUBLIC = Node(id=NodeId("p1"), address="127.9.9.3", role=Role.PUBLIC_AGENT)


def site(root: Path = Path("/nowhere"), release: str = "1.9.9") -> Site:
    inventory = Inventory(cluster="paper", nodes=(MASTER, AGENT, PUBLIC))
    spec = LabSpec(inventory=inventory, zone="127.9.9", release=release, root=root, bootstrap_address="127.9.9.250")
    return Site(spec=spec, bootstrap_url="http://127.9.9.250")
