"""Whose host keys are known: known_hosts files as OpenSSH has them, with hashes, ``@cert-authority`` and ``@revoked``."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

from dcos_upgrade.adapters.ssh_settings import STANDARD_PORT
from dcos_upgrade.core.error import Refused


@dataclass(slots=True)
class HostKeys:
    """What one connection may trust, and afterwards what it was looking at. Called by asyncssh with host, address and port."""

    known: asyncssh.SSHKnownHosts
    keys: list[asyncssh.SSHKey] = field(default_factory=list)
    authorities: list[asyncssh.SSHKey] = field(default_factory=list)

    def __call__(self, host: str, address: str, port: int | None) -> Sequence[Any]:
        """The library forgets what is revoked by host and port when it falls back to the host alone: both count here."""
        keys, authorities, revoked, *x509 = self.known.match(host, address, port)
        also = self.known.match(host, address, None)[2]
        at_port = self.known._match(host, address, port)[2] if port else []
        self.keys, self.authorities = list(keys), list(authorities)
        return (keys, authorities, [*revoked, *also, *at_port], *x509)


def host_keys(paths: tuple[Path, ...]) -> HostKeys:
    """Raises Refused for a file that cannot be read."""
    return HostKeys(_parsed(paths, tuple(_changed(path) for path in paths)))


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError as error:
        raise _unreadable(path, error) from error


@functools.lru_cache(maxsize=8)
def _parsed(paths: tuple[Path, ...], _changed: tuple[int, ...]) -> asyncssh.SSHKnownHosts:
    for path in paths:
        try:
            asyncssh.read_known_hosts(str(path))
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
    return asyncssh.read_known_hosts([str(path) for path in paths])


def _unreadable(path: Path, error: Exception) -> Refused:
    return Refused(
        "the known_hosts file cannot be read, and host keys are always verified",
        where=str(path),
        evidence=str(error),
        next_command=f"ssh-keyscan HOST >> {path}   (compare the fingerprints first)",
    )


def in_known_hosts(host: str, port: int) -> str:
    """How a host is named in known_hosts."""
    return host if port == STANDARD_PORT else f"[{host}]:{port}"
