"""Directly or over the node's SSH connection: which way to a node's own port is tried first, and what was learned of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol, TypeVar

from dcos_upgrade.adapters.access import OverSsh
from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.core.error import DcosUpgradeError, Unreachable

if TYPE_CHECKING:
    from dcos_upgrade.adapters.ssh import Stream

T = TypeVar("T")


class Tunnels(Protocol):
    """What opens a TCP connection that a node itself makes; ssh.SshSessions does."""

    async def tcp(self, node: Node, host: str, port: int) -> Stream: ...


class Way(Enum):
    DIRECT = auto()
    CARRIED = auto()


class Dropped(Unreachable):
    """The connection was not made, or ended without an answer: nothing was said, so the question may be asked again."""


class NoConnection(Dropped):
    """No connection was made. ``silent``: nobody even refused it."""

    def __init__(self, what: str, *, where: str, evidence: str, silent: bool = False) -> None:
        super().__init__(what, where=where, evidence=evidence)
        self.silent = silent


class NotCarried(NoConnection):
    """No connection over SSH, for the reason ``of``: the node's sshd, its key, or nobody at that port of the node."""

    def __init__(self, of: DcosUpgradeError, *, where: str) -> None:
        super().__init__(of.what, where=where, evidence=of.evidence)
        self.of = of


Attempt = Callable[[Way], Awaitable[T]]
"""Raises NoConnection where it made no connection; any other error is its answer."""


class Ways:
    """Remembers which nodes stay silent when they are asked directly, so that not every question waits for that."""

    def __init__(self, over_ssh: OverSsh = OverSsh.NEVER, tunnels: Tunnels | None = None) -> None:
        self._over_ssh = over_ssh if tunnels is not None else OverSsh.NEVER
        self._tunnels = tunnels
        self._silent: set[NodeId] = set()

    async def over(self, node: Node | None, attempt: Attempt[T]) -> T:
        """The first way on which a connection can be made; where there is none, what the only way or the direct one raised."""
        if node is None or self._over_ssh is OverSsh.NEVER:
            return await attempt(Way.DIRECT)
        if self._over_ssh is OverSsh.AUTO:
            first, second = (Way.CARRIED, Way.DIRECT) if node.id in self._silent else (Way.DIRECT, Way.CARRIED)
            return await self._either(node, attempt, first, second)
        try:
            return await attempt(Way.CARRIED)
        except NotCarried as error:
            raise error.of from error

    async def tcp(self, node: Node, host: str, port: int) -> Stream:
        """A connection that the node itself makes. Raises NotCarried."""
        if self._tunnels is None:
            raise NotCarried(Unreachable("there is no SSH here"), where=f"{host}:{port}")
        try:
            return await self._tunnels.tcp(node, host, port)
        except DcosUpgradeError as error:
            raise NotCarried(error, where=f"{host}:{port}") from error

    async def _either(self, node: Node, attempt: Attempt[T], first: Way, second: Way) -> T:
        try:
            return await attempt(first)
        except NoConnection as error:
            self._learn(node, first, error)
            try:
                return await attempt(second)
            except NoConnection as other:
                self._learn(node, second, other)
                raise _both(*((error, other) if first is Way.DIRECT else (other, error))) from other

    def _learn(self, node: Node, way: Way, error: NoConnection) -> None:
        if way is Way.CARRIED:
            self._silent.discard(node.id)
        elif error.silent:
            self._silent.add(node.id)


def _both(direct: NoConnection, carried: NoConnection) -> NoConnection:
    evidence = f"{direct.evidence}; over SSH: {carried.what} ({carried.evidence})"
    return NoConnection(direct.what, where=direct.where, evidence=evidence, silent=direct.silent)
