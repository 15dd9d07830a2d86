"""What we show to a server: keys of files with their passphrase and certificate, and keys of an agent."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import asyncssh

from dcos_upgrade.adapters.secret_reference import Secret, SecretReference
from dcos_upgrade.adapters.ssh_settings import Keys
from dcos_upgrade.core.error import Refused

Shown = Mapping[str, Any]
"""Options of asyncssh.connect. An agent's key is asked for by each connection anew: a pair remembers what it last signed with."""


class Wallet:
    """The keys of one command. ``secrets`` has every passphrase that cluster.yaml refers to."""

    def __init__(self, secrets: Mapping[SecretReference, Secret]) -> None:
        self._secrets = secrets
        self._agents: dict[str, asyncssh.SSHAgentClient] = {}

    async def shown(self, keys: Keys) -> Shown:
        """Raises Refused for a key that cannot be read or is not in the agent."""
        if not keys.agent:
            own = [self._pair(keys)] if keys.identity else ()
            # Nothing said at all: the keys of ~/.ssh and of the agent, as ssh does it.
            default = keys.agent is None and keys.identity is None
            return {"client_keys": own, "agent_path": () if default else None}
        held = await self._held(keys)
        if not held and keys.identity is None:
            raise _no_key(f"the SSH agent at {_socket(keys)} holds no key")
        if not held and not _readable(keys, self._passphrase(keys)):
            raise _no_key(f"neither the SSH agent nor the file has the key {keys.identity}", keys.identity)
        return {"client_keys": held or [self._pair(keys)], "agent_path": None}

    def close(self) -> None:
        for agent in self._agents.values():
            agent.close()

    def _pair(self, keys: Keys) -> Any:
        assert keys.identity is not None
        key = _private(keys.identity, self._passphrase(keys))
        certificate = certificate_of(keys)
        return key if certificate is None else (key, _certificate(certificate))

    def _passphrase(self, keys: Keys) -> Secret | None:
        return None if keys.passphrase is None else self._secrets[keys.passphrase]

    async def _held(self, keys: Keys) -> list[asyncssh.SSHKeyPair]:
        path = _socket(keys)
        if not path:
            raise _no_key("SSH_AUTH_SOCK names no SSH agent")
        try:
            agent = self._agents.setdefault(path, asyncssh.SSHAgentClient(path))
            return list(await agent.get_keys(_wanted(keys)))
        except (OSError, ValueError, asyncssh.Error) as error:
            raise _no_key(f"the SSH agent at {path} does not answer", evidence=str(error)) from error


def certificate_of(keys: Keys) -> Path | None:
    """The one that is named, or the one that lies beside the identity, as ssh-keygen puts it there."""
    if keys.certificate is not None or keys.identity is None:
        return keys.certificate
    beside = keys.identity.with_name(f"{keys.identity.name}-cert.pub")
    return beside if beside.exists() else None


def _socket(keys: Keys) -> str:
    return str(keys.agent) if isinstance(keys.agent, Path) else os.environ.get("SSH_AUTH_SOCK", "")


def _wanted(keys: Keys) -> list[bytes] | None:
    """The public halves of the identity, by which an agent names its keys; None for all of them."""
    if keys.identity is None:
        return None
    certificate = certificate_of(keys)
    wanted = [] if certificate is None else [_certificate(certificate).public_data]
    return [*wanted, _public(keys.identity).public_data]


def _public(identity: Path) -> asyncssh.SSHKey:
    """Its ``.pub`` file, which needs no passphrase; else the identity itself."""
    beside = identity.with_name(f"{identity.name}.pub")
    try:
        return asyncssh.read_public_key(str(beside if beside.exists() else identity))
    except (OSError, ValueError) as error:
        raise _unread(beside, error) from error


def _readable(keys: Keys, passphrase: Secret | None) -> bool:
    assert keys.identity is not None
    try:
        _private(keys.identity, passphrase)
    except Refused:
        return False
    return True


def _private(path: Path, passphrase: Secret | None) -> asyncssh.SSHKey:
    try:
        return _read(path, path.stat().st_mtime_ns, passphrase)
    except asyncssh.KeyEncryptionError as error:
        raise Refused(
            "the passphrase does not open the SSH identity",
            where=str(path),
            evidence="it was tried once and the file cannot be decrypted with it",
            next_command=f"ssh-keygen -y -f {path}",
        ) from error
    except (OSError, ValueError) as error:
        raise _locked(path) if _asks(error) else _unread(path, error) from error


def _asks(error: Exception) -> bool:
    return isinstance(error, asyncssh.KeyImportError) and "assphrase" in str(error)


def _locked(path: Path) -> Refused:
    return Refused(
        "the SSH identity has a passphrase, and cluster.yaml does not say where it is",
        where=str(path),
        evidence="it needs a passphrase to be read",
        next_command=f"ssh-add {path}   and agent: true in cluster.yaml, or passphrase: prompt",
    )


def _unread(path: Path, error: Exception) -> Refused:
    return Refused(
        "the SSH identity cannot be read",
        where=str(path),
        evidence=str(error),
        next_command=f"ssh-keygen -y -f {path}",
    )


@functools.lru_cache(maxsize=64)
def _read(path: Path, _changed: int, passphrase: Secret | None) -> asyncssh.SSHKey:
    """Kept, as deriving a key from a passphrase takes a second on purpose."""
    return asyncssh.read_private_key(str(path), None if passphrase is None else passphrase.value)


def _certificate(path: Path) -> Any:
    try:
        return asyncssh.read_certificate(str(path))
    except (OSError, ValueError) as error:
        raise Refused(
            "the SSH certificate cannot be read",
            where=str(path),
            evidence=str(error),
            next_command=f"ssh-keygen -L -f {path}",
        ) from error


def _no_key(what: str, identity: Path | None = None, *, evidence: str = "") -> Refused:
    return Refused(what, evidence=evidence, next_command=f"ssh-add {identity or '~/.ssh/id_ed25519'}")
