"""The lab's own SSH keys: one identity for whoever operates the cluster, one host key per node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncssh

from dcos_upgrade.core.cluster import Node, NodeId

_KIND = "ssh-ed25519"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """``identity`` is the private key's file; its public twin lies beside it.

    The authority has signed every host key: ``authorities`` is a known_hosts file that knows it and nobody else.
    """

    identity: Path
    known_hosts: Path
    authorities: Path
    operator: asyncssh.SSHKey
    authority: asyncssh.SSHKey
    hosts: dict[NodeId, asyncssh.SSHKey]

    def signed(self, key: asyncssh.SSHKey, host: str) -> asyncssh.SSHCertificate:
        """The host certificate of this key."""
        return self.authority.generate_host_certificate(key, host, principals=[host])


def make_keys(root: Path, nodes: Sequence[Node], port: int) -> Keys:
    """Read the keys below ``root``, making those that are not there yet."""
    identity = root / "identity"
    operator = _key(identity, "operator@dcos-upgrade-lab")
    hosts = {node.id: _key(root / "own" / node.id / "host_key", node.id) for node in nodes}
    known_hosts = root / "known_hosts"
    lines = [f"[{node.address}]:{port} {_public(hosts[node.id])}\n" for node in nodes]
    known_hosts.write_text("".join(lines))
    authority, authorities = (
        _key(root / "own" / "authority", "authority@dcos-upgrade-lab"),
        root / "known_hosts.authority",
    )
    zones = sorted({node.address.rpartition(".")[0] for node in nodes})
    authorities.write_text("".join(f"@cert-authority [{zone}.*]:{port} {_public(authority)}\n" for zone in zones))
    return Keys(
        identity=identity,
        known_hosts=known_hosts,
        authorities=authorities,
        operator=operator,
        authority=authority,
        hosts=hosts,
    )


def _key(path: Path, comment: str) -> asyncssh.SSHKey:
    if path.exists():
        return asyncssh.read_private_key(path)
    key = asyncssh.generate_private_key(_KIND, comment=comment)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    key.write_private_key(path)
    key.write_public_key(path.with_name(path.name + ".pub"))
    return key


def _public(key: asyncssh.SSHKey) -> str:
    return " ".join(key.export_public_key().decode().split()[:2])
