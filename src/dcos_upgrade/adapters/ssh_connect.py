"""Opening one SSH connection, over bastions where there are some, and keeping those of the bastions."""

from __future__ import annotations

import asyncio

import asyncssh

from dcos_upgrade.adapters.ssh_hosts import HostKeys, host_keys
from dcos_upgrade.adapters.ssh_keys import Wallet
from dcos_upgrade.adapters.ssh_settings import SshTarget
from dcos_upgrade.adapters.ssh_words import Seen, in_words

# The cheapest that servers from OpenSSH 7.4 on know; the others stay behind them.
KEX = "^curve25519-sha256,curve25519-sha256@libssh.org"
CIPHERS = "^aes128-gcm@openssh.com"

KEEPALIVE_SECONDS = 15


_NO_KEY_OF_A_KNOWN_KIND = (asyncssh.KeyExchangeFailed, asyncssh.ConnectionLost, asyncssh.ProtocolError)
"""Either side may be the first to find that there is none, and hang up."""


class _Client(asyncssh.SSHClient):
    """Remembers what the host shows and is not in known_hosts; never accepts it."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        self._seen.accepted = True

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        self._seen.host_key = named(key)
        return False

    def validate_host_ca_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        self._seen.authority = named(key)
        return False


def named(key: asyncssh.SSHKey) -> str:
    """As ssh-keygen names it."""
    return f"{key.get_algorithm()} {key.get_fingerprint()}"


class Connector:
    """Connects to nodes. One connection to each bastion carries those of all nodes behind it. Close it when done."""

    def __init__(self, wallet: Wallet, *, seconds: float) -> None:
        self._wallet = wallet
        self._seconds = seconds
        self._bastions: dict[SshTarget, asyncssh.SSHClientConnection] = {}
        self._locks: dict[SshTarget, asyncio.Lock] = {}

    async def connect(self, target: SshTarget) -> asyncssh.SSHClientConnection:
        """Raises Refused for a key or a host key, Unreachable when one on the way does not answer within its ``seconds``."""
        tunnel = None if target.through is None else await self._bastion(target.through)
        known = host_keys(target.known_hosts)
        shown = await self._wallet.shown(target.keys)
        seen = Seen()
        try:
            async with asyncio.timeout(self._seconds):
                return await self._opened(target, tunnel, known, seen, dict(shown))
        except (asyncssh.Error, OSError, TimeoutError) as error:
            if isinstance(error, _NO_KEY_OF_A_KNOWN_KIND) and not seen.host_key:
                seen.host_key = await self._stranger(target, tunnel, known)
            raise in_words(target, seen, known, error, self._seconds) from error

    async def close(self) -> None:
        for connection in self._bastions.values():
            connection.abort()
        for connection in self._bastions.values():
            await connection.wait_closed()
        self._wallet.close()

    async def _opened(
        self,
        target: SshTarget,
        tunnel: asyncssh.SSHClientConnection | None,
        known: HostKeys,
        seen: Seen,
        shown: dict[str, object],
    ) -> asyncssh.SSHClientConnection:
        return await asyncssh.connect(
            target.host,
            target.port,
            tunnel=tunnel or (),
            config=None,  # what ~/.ssh/config says must not change what is verified
            client_factory=lambda: _Client(seen),
            username=target.user,
            known_hosts=known,
            preferred_auth="publickey",
            kex_algs=KEX,
            encryption_algs=CIPHERS,
            keepalive_interval=KEEPALIVE_SECONDS,
            **shown,
        )

    async def _stranger(self, target: SshTarget, tunnel: asyncssh.SSHClientConnection | None, known: HostKeys) -> str:
        """The key of a host that has none of a kind that is known for it: asked for, to be shown; never trusted. Empty for none."""
        if not known.keys and not known.authorities:
            return ""
        try:
            async with asyncio.timeout(self._seconds):
                key = await asyncssh.get_server_host_key(target.host, target.port, tunnel=tunnel or (), config=None)
        except (asyncssh.Error, OSError, TimeoutError):
            return ""
        return "" if key is None or key in known.keys else named(key)

    async def _bastion(self, target: SshTarget) -> asyncssh.SSHClientConnection:
        async with self._locks.setdefault(target, asyncio.Lock()):
            kept = self._bastions.get(target)
            if kept is None or kept.is_closed():
                kept = self._bastions[target] = await self.connect(target)
            return kept
