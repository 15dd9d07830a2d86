"""Opening one SSH connection, and saying in the operator's words why it could not be opened."""

from __future__ import annotations

import asyncio
import functools
from pathlib import Path

import asyncssh

from dcos_upgrade.adapters.cluster_file import SshTarget
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreachable

# The cheapest that servers from OpenSSH 7.4 on know; the others stay behind them.
KEX = "^curve25519-sha256,curve25519-sha256@libssh.org"
CIPHERS = "^aes128-gcm@openssh.com"

KEEPALIVE_SECONDS = 15


class _Client(asyncssh.SSHClient):
    """Remembers the fingerprint of a host key that is not in known_hosts; never accepts one."""

    unknown_key: str = ""

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        self.unknown_key = f"{key.get_algorithm()} {key.get_fingerprint()}"
        return False


async def connect(target: SshTarget, *, seconds: float) -> asyncssh.SSHClientConnection:
    """Raises Refused for a key or a host key, Unreachable when there is no answer within ``seconds``."""
    known_hosts = _known_hosts(target.known_hosts)
    keys = _identity(target)
    client = _Client()
    try:
        async with asyncio.timeout(seconds):
            return await asyncssh.connect(
                target.host,
                target.port,
                config=None,  # what ~/.ssh/config says must not change what is verified
                client_factory=lambda: client,
                username=target.user,
                client_keys=keys or (),
                agent_path=None if keys else (),
                known_hosts=known_hosts,
                preferred_auth="publickey",
                kex_algs=KEX,
                encryption_algs=CIPHERS,
                keepalive_interval=KEEPALIVE_SECONDS,
            )
    except (asyncssh.Error, OSError, TimeoutError) as error:
        raise _in_words(target, client, error, seconds) from error


def _known_hosts(path: Path) -> asyncssh.SSHKnownHosts:
    try:
        return _parsed(path, path.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        raise Refused(
            "the known_hosts file cannot be read, and host keys are always verified",
            where=str(path),
            evidence=str(error),
            next_command=f"ssh-keyscan HOST >> {path}   (compare the fingerprints first)",
        ) from error


@functools.lru_cache(maxsize=8)
def _parsed(path: Path, _changed: int) -> asyncssh.SSHKnownHosts:
    return asyncssh.read_known_hosts(str(path))


def _identity(target: SshTarget) -> list[asyncssh.SSHKey]:
    if target.identity is None:
        return []
    try:
        return [_key(target.identity, target.identity.stat().st_mtime_ns)]
    except (OSError, ValueError) as error:
        raise Refused(
            "the SSH identity cannot be read",
            where=str(target.identity),
            evidence=str(error),
            next_command=f"ssh-keygen -y -f {target.identity}",
        ) from error


@functools.lru_cache(maxsize=64)
def _key(path: Path, _changed: int) -> asyncssh.SSHKey:
    return asyncssh.read_private_key(str(path))


def _in_words(target: SshTarget, client: _Client, error: Exception, seconds: float) -> DcosUpgradeError:
    where = f"{target.user}@{target.host}:{target.port}"
    if isinstance(error, asyncssh.HostKeyNotVerifiable):
        return Refused(
            "the host key is not the one in known_hosts, or there is none",
            where=where,
            evidence=f"the host shows {client.unknown_key or str(error)}; known_hosts is {target.known_hosts}",
            next_command=f"ssh-keygen -F '[{target.host}]:{target.port}' -f {target.known_hosts}",
        )
    if isinstance(error, asyncssh.KeyExchangeFailed):
        return Refused("no SSH algorithm or host key type in common", where=where, evidence=str(error))
    if isinstance(error, asyncssh.PermissionDenied):
        return Refused(
            f"the node refuses the SSH key of user {target.user}",
            where=where,
            evidence=f"identity {target.identity or '(the keys of ~/.ssh and of the agent)'}: {error}",
            next_command=f"ssh -p {target.port} -i {target.identity or '~/.ssh/id_ed25519'} {target.user}@{target.host}",
        )
    reason = f"no answer within {seconds:g} s" if isinstance(error, TimeoutError) else str(error)
    return Unreachable("the node does not answer over SSH", where=where, evidence=reason)
