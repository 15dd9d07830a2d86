"""How each node is reached over SSH: made of the ``ssh`` parts of cluster.yaml."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dcos_upgrade.adapters.secret_reference import SecretReference, reference
from dcos_upgrade.adapters.ssh_document import BastionDocument, KeysDocument, NodeSshDocument, SshDocument, SudoDocument
from dcos_upgrade.core.cluster import Node, NodeId

STANDARD_PORT = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What is shown to a server. ``agent``: None as the identity has it (no agent beside one), a path for a socket of its own."""

    identity: Path | None = None
    passphrase: SecretReference | None = None
    certificate: Path | None = None
    agent: bool | Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SshTarget:
    """One machine, and the bastion that it is reached through. ``password`` is sudo's."""

    host: str
    port: int
    user: str
    keys: Keys
    known_hosts: tuple[Path, ...]
    through: SshTarget | None = None
    sudo: bool = False
    password: SecretReference | None = None
    what: str = "node"

    def __str__(self) -> str:
        return f"{self.user}@{self.host}:{self.port}"

    def by_hand(self) -> str:
        """What a person types to get there."""
        words = ["ssh", *(("-p", str(self.port)) if self.port != STANDARD_PORT else ())]
        words += ["-i", str(self.keys.identity)] if self.keys.identity else []
        words += ["-J", ",".join(self.through._jumps())] if self.through else []
        return shlex.join([*words, f"{self.user}@{self.host}"])

    def _jumps(self) -> list[str]:
        before = [] if self.through is None else self.through._jumps()
        return [*before, str(self)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bastion:
    """A host on the way to a node."""

    host: str
    port: int
    user: str
    keys: Keys


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSsh:
    """What is different about SSH to one node; None means as for the others."""

    host: str | None = None
    port: int | None = None
    user: str | None = None
    keys: Keys | None = None
    bastions: tuple[Bastion, ...] | None = None
    sudo: bool | None = None
    password: SecretReference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SshSettings:
    """SSH to the nodes. Host keys are always verified against ``known_hosts``: there is no switch."""

    user: str
    port: int
    known_hosts: tuple[Path, ...]
    keys: Keys = field(default_factory=Keys)
    bastions: tuple[Bastion, ...] = ()
    sudo: bool = True
    password: SecretReference | None = None
    nodes: Mapping[NodeId, NodeSsh] = field(default_factory=dict)

    def for_node(self, node: Node) -> SshTarget:
        own = self.nodes.get(node.id, NodeSsh())
        user = own.user or self.user
        sudo = (self.sudo if own.sudo is None else own.sudo) and user != "root"
        password = self.password if own.sudo is None else own.password
        return SshTarget(
            host=own.host or node.address,
            port=own.port or self.port,
            user=user,
            keys=own.keys or self.keys,
            known_hosts=self.known_hosts,
            through=self._way(self.bastions if own.bastions is None else own.bastions),
            sudo=sudo,
            password=password if sudo else None,
        )

    def secrets(self, nodes: tuple[Node, ...]) -> tuple[SecretReference, ...]:
        """Everything that has to be known to reach these nodes."""
        found: dict[SecretReference, None] = {}
        for node in nodes:
            found |= dict.fromkeys(_secrets(self.for_node(node)))
        return tuple(found)

    def _way(self, bastions: tuple[Bastion, ...]) -> SshTarget | None:
        through: SshTarget | None = None
        for each in bastions:
            through = SshTarget(
                host=each.host,
                port=each.port,
                user=each.user,
                keys=each.keys,
                known_hosts=self.known_hosts,
                through=through,
                what="bastion",
            )
        return through


def _secrets(target: SshTarget) -> Iterator[SecretReference]:
    if target.through is not None:
        yield from _secrets(target.through)
    for each in (target.keys.passphrase, target.password):
        if each is not None:
            yield each


def settings_of(ssh: SshDocument, nodes: Mapping[NodeId, NodeSshDocument], base: Path) -> SshSettings:
    """``base`` is the directory that paths are relative to."""
    keys = _keys(ssh, base) or Keys()
    known_hosts = (ssh.known_hosts,) if isinstance(ssh.known_hosts, str) else ssh.known_hosts
    return SshSettings(
        user=ssh.user,
        port=ssh.port,
        keys=keys,
        known_hosts=tuple(_path(each, base) for each in known_hosts),
        bastions=tuple(_bastion(each, ssh.user, keys, base) for each in ssh.bastions),
        sudo=_sudo(ssh.sudo) is not False,
        password=_password(ssh.sudo, ssh.user, base),
        nodes={node: _own(own, ssh, keys, base) for node, own in nodes.items()},
    )


def _own(own: NodeSshDocument, common: SshDocument, keys: Keys, base: Path) -> NodeSsh:
    user = own.user or common.user
    return NodeSsh(
        host=own.host,
        port=own.port,
        user=own.user,
        keys=_keys(own, base),
        bastions=None if own.bastions is None else tuple(_bastion(each, user, keys, base) for each in own.bastions),
        sudo=_sudo(own.sudo),
        password=_password(own.sudo, user, base),
    )


def _bastion(own: BastionDocument, user: str, keys: Keys, base: Path) -> Bastion:
    return Bastion(host=own.host, port=own.port, user=own.user or user, keys=_keys(own, base) or keys)


def _keys(own: KeysDocument, base: Path) -> Keys | None:
    """None where nothing is said."""
    if (own.identity, own.passphrase, own.certificate, own.agent) == (None, None, None, None):
        return None
    passphrase = own.passphrase and reference(own.passphrase, base, what=f"passphrase of {own.identity}")
    return Keys(
        identity=None if own.identity is None else _path(own.identity, base),
        passphrase=passphrase or None,
        certificate=None if own.certificate is None else _path(own.certificate, base),
        agent=_path(own.agent, base) if isinstance(own.agent, str) else own.agent,
    )


def _sudo(said: bool | SudoDocument | None) -> bool | None:
    return True if isinstance(said, SudoDocument) else said


def _password(said: bool | SudoDocument | None, user: str, base: Path) -> SecretReference | None:
    return reference(said.password, base, what=f"sudo password of {user}") if isinstance(said, SudoDocument) else None


def _path(text: str, base: Path) -> Path:
    return base.absolute() / Path(text).expanduser()
