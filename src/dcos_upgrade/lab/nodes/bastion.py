"""The host before the nodes: it lets connections through to their SSH servers and to nothing else, and has no shell."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh
from asyncssh.constants import OPEN_ADMINISTRATIVELY_PROHIBITED

from dcos_upgrade.lab.secrets import SUDO_PASSWORD

BASTION_HOST = 3
USER = "jump"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """What a cluster file says of the way: the bastion, a known_hosts file with the authority, the file with sudo's password."""

    host: str
    port: int
    user: str
    authorities: Path
    sudo_password: Path


@dataclass(slots=True, kw_only=True)
class Bastion:
    """``host_key`` is the key and its certificate; only the operator is let in, and only to ``nodes``."""

    address: str
    port: int
    host_key: tuple[asyncssh.SSHKey, asyncssh.SSHCertificate]
    operator: asyncssh.SSHKey
    nodes: frozenset[str]
    connections: set[asyncssh.SSHServerConnection] = field(default_factory=set, init=False)
    _acceptor: asyncssh.SSHAcceptor | None = field(default=None, init=False)

    def entrance(self, root: Path, authorities: Path) -> Entrance:
        """The password that sudo may ask for is laid down below ``root``."""
        word = root / "sudo_password"
        word.touch(mode=0o600)
        word.write_text(SUDO_PASSWORD)
        return Entrance(host=self.address, port=self.port, user=USER, authorities=authorities, sudo_password=word)

    async def start(self) -> None:
        """Raises OSError when the address or the port is taken."""
        self._acceptor = await asyncssh.listen(
            self.address,
            self.port,
            server_factory=lambda: _Passenger(self),
            server_host_keys=[self.host_key],
            password_auth=False,
            kbdint_auth=False,
        )

    async def stop(self) -> None:
        if self._acceptor is None:
            return
        acceptor, self._acceptor = self._acceptor, None
        acceptor.close()
        for connection in tuple(self.connections):
            connection.abort()
        with contextlib.suppress(OSError):
            await acceptor.wait_closed()


class _Passenger(asyncssh.SSHServer):
    def __init__(self, bastion: Bastion) -> None:
        self._bastion = bastion
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._bastion.connections.add(conn)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._connection is not None:
            self._bastion.connections.discard(self._connection)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == USER and key.public_data == self._bastion.operator.public_data

    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> bool:
        if (dest_host, dest_port) not in {(node, self._bastion.port) for node in self._bastion.nodes}:
            raise asyncssh.ChannelOpenError(OPEN_ADMINISTRATIVELY_PROHIBITED, "only to SSH of the nodes")
        return True
