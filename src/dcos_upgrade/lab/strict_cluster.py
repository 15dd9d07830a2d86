"""What makes a lab strict: its authority, each node's certificate, who may log in, and what cluster.yaml says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dcos_upgrade.lab.authority import Authority
from dcos_upgrade.lab.secrets import LOGIN_PASSWORD
from dcos_upgrade.lab.wire.server import Faces
from dcos_upgrade.lab.wire.strict import NEW_SECRET
from dcos_upgrade.lab.world.iam import LIFE, Iam
from dcos_upgrade.lab.world.release import version
from dcos_upgrade.lab.world.world import World


def strict_cluster(world: World, faces: Faces, directory: Path) -> dict[str, Any]:
    """Dresses the lab's faces. ``endpoints`` and ``credentials`` of its cluster file; the files lie in ``directory``/pki."""
    authority = Authority(directory / "pki", "lab strict CA")
    nodes = world.spec.inventory.nodes
    faces.tls = {node.id: authority.serving(authority.pair(node.id, [node.address])) for node in nodes}
    world.ca = authority.certificate.read_bytes()
    world.iam = Iam(
        lambda: world.now,
        life=max(600.0, LIFE * world.spec.time_factor),
        password=LOGIN_PASSWORD,
        old=version(world.spec.release) < NEW_SECRET,
    )
    account = directory / "pki" / "account.json"
    account.touch(mode=0o600)
    account.write_bytes(world.iam.account_secret())
    secure = {name: f"https://{{address}}:{port}" for name, port in PORTS.items()}
    return {
        "endpoints": {**secure, "ca": str(authority.certificate)},
        "credentials": {"service_account": f"file:{account}"},
    }


PORTS = {"mesos": 5050, "mesos-agent": 5051, "marathon": 8443, "metronome": 9443}
