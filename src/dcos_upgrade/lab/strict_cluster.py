"""What makes a lab strict: its authority, each node's certificate, who may log in, and what cluster.yaml says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dcos_upgrade.lab.authority import Authority
from dcos_upgrade.lab.secrets import LOGIN_PASSWORD
from dcos_upgrade.lab.wire.server import Faces
from dcos_upgrade.lab.wire.strict import NEW_SECRET, Tls, mutual
from dcos_upgrade.lab.world.iam import LIFE, Iam
from dcos_upgrade.lab.world.release import version
from dcos_upgrade.lab.world.world import World


def strict_cluster(world: World, faces: Faces, directory: Path) -> dict[str, Any]:
    """Dresses the lab's faces. ``endpoints`` and ``credentials`` of its cluster file; the files lie in ``directory``/pki."""
    authority = Authority(directory / "pki", "lab strict CA")
    pairs = {node.id: authority.pair(node.id, [node.address]) for node in world.spec.inventory.nodes}
    faces.tls = {
        (node, tls): authority.serving(pair, wants_client=tls is Tls.MUTUAL)
        for node, pair in pairs.items()
        for tls in (Tls.SERVER, Tls.MUTUAL)
    }
    world.ca = authority.certificate.read_bytes()
    old = version(world.spec.release) < NEW_SECRET
    life = max(600.0, LIFE * world.spec.time_factor)
    world.iam = Iam(lambda: world.now, life=life, password=LOGIN_PASSWORD, old=old)
    account = directory / "pki" / "account.json"
    account.touch(mode=0o600)
    account.write_bytes(world.iam.account_secret())
    return {
        "endpoints": {**_endpoints(world.spec.release, authority), "ca": str(authority.certificate)},
        "credentials": {"service_account": f"file:{account}"},
    }


def _endpoints(installed: str, authority: Authority) -> dict[str, Any]:
    if not mutual(installed):
        return _urls(PORTS)
    client = authority.pair("client", ["operator"])
    files = {"certificate": str(client.certificate), "key": str(client.key), "ca": str(authority.certificate)}
    return {**_urls({**PORTS, "exhibitor": 8181}), "exhibitor_tls": files}


def _urls(ports: dict[str, int]) -> dict[str, Any]:
    return {name: f"https://{{address}}:{port}" for name, port in ports.items()}


PORTS = {"mesos": 5050, "mesos-agent": 5051, "marathon": 8443, "metronome": 9443}
