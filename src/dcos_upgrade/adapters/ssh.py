"""SSH to the nodes: one kept connection each, host keys always verified, every call bounded in time and size."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import asyncssh
from asyncssh.constants import OPEN_ADMINISTRATIVELY_PROHIBITED

from dcos_upgrade.adapters.secret_reference import Secret, SecretReference
from dcos_upgrade.adapters.ssh_connect import Connector
from dcos_upgrade.adapters.ssh_keys import Wallet
from dcos_upgrade.adapters.ssh_login import Login, sudo_refusal, wants_terminal
from dcos_upgrade.adapters.ssh_session import LOST, Output, Process, Session
from dcos_upgrade.adapters.ssh_settings import SshSettings, SshTarget
from dcos_upgrade.adapters.sudo_trial import SudoTrial
from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreachable

OUTPUT_LIMIT = 16 * 1024 * 1024
CONNECTING_AT_ONCE = 64

Stream = tuple[asyncssh.SSHReader[bytes], asyncssh.SSHWriter[bytes]]

__all__ = ["Output", "SshSessions", "Stream"]


class SshSessions:
    """Runs POSIX sh scripts on nodes over kept connections. Times are in seconds. Close it when done.

    ``secrets`` has the value of every reference that the settings make.
    """

    def __init__(
        self,
        settings: SshSettings,
        *,
        secrets: Mapping[SecretReference, Secret] | None = None,
        connect_timeout: float = 10.0,
        output_limit: int = OUTPUT_LIMIT,
    ) -> None:
        self._settings = settings
        self._secrets = secrets or {}
        self._connector = Connector(Wallet(self._secrets), seconds=connect_timeout)
        self._connect_timeout = connect_timeout
        self._output_limit = output_limit
        self._kept: dict[NodeId, asyncssh.SSHClientConnection] = {}
        self._locks: dict[NodeId, asyncio.Lock] = {}
        self._connecting = asyncio.Semaphore(CONNECTING_AT_ONCE)
        self._terminals: set[NodeId] = set()
        self._trials: dict[SecretReference | None, SudoTrial] = {}

    async def run(self, node: Node, script: bytes, *arguments: str, seconds: float) -> Output:
        """Feed the script to ``/bin/sh -s`` on the node with these arguments set, as root where sudo is on.

        What was printed before a time-out or a lost connection is kept, with ``cut``. Raises Unreachable when nothing could
        be started, Refused for keys and for a sudo that lets nobody in. A sudo that wants a terminal gets one.
        """
        target = self._settings.for_node(node)
        output = await self._once(node, target, script, arguments, seconds)
        if not output.opened and wants_terminal(output.said) and node.id not in self._terminals:
            self._terminals.add(node.id)
            output = await self._once(node, target, script, arguments, seconds)
        refusal = None if output.opened else sudo_refusal(target, output.said, sent=False)
        if refusal is not None:
            raise refusal
        return output

    async def tcp(self, node: Node, host: str, port: int) -> Stream:
        """A TCP connection that the node itself makes (direct-tcpip), for ports that only it can reach.

        Raises Unreachable when nobody answers there, Refused when its sshd lets nothing be carried.
        """
        target = self._settings.for_node(node)
        for _ in range(2):  # a kept connection may have died since its last use
            connection = await self._connection(node, target)
            try:
                async with asyncio.timeout(self._connect_timeout):
                    return await connection.open_connection(host, port, encoding=None)
            except LOST as error:
                await asyncio.sleep(0)  # only then does the library know of its own closed connection
                if isinstance(error, TimeoutError) or not connection.is_closed():
                    raise _not_carried(target, f"{host}:{port}", error) from error
            self._forget(node.id, connection)
        raise Unreachable("the SSH connection is lost at once", where=str(target))

    async def close(self) -> None:
        connections, self._kept = tuple(self._kept.values()), {}
        for connection in connections:
            connection.abort()
        for connection in connections:
            await connection.wait_closed()
        await self._connector.close()

    async def _once(
        self, node: Node, target: SshTarget, script: bytes, arguments: tuple[str, ...], seconds: float
    ) -> Output:
        login = Login(target, terminal=node.id in self._terminals)
        whole = login.script(script, arguments)
        process = await self._started(node, target, login.command(len(whole)), terminal=login.terminal)
        session = Session(process=process, login=login, limit=self._output_limit)
        password = self._secrets[target.password] if target.password else None
        trial = self._trials.setdefault(target.password, SudoTrial())
        return await session.run(whole, seconds, node.id, password, trial)

    async def _started(self, node: Node, target: SshTarget, command: str, *, terminal: bool) -> Process:
        """A kept connection may have died since its last use: then one fresh one is tried."""
        kept = self._kept.get(node.id)
        process = None if kept is None else await self._opened(node, kept, command, terminal)
        if process is None:
            process = await self._opened(node, await self._connection(node, target), command, terminal)
        if process is None:
            raise Unreachable("the SSH connection is lost at once", where=str(target))
        return process

    async def _opened(
        self, node: Node, connection: asyncssh.SSHClientConnection, command: str, terminal: bool
    ) -> Process | None:
        """None when the connection turns out to be dead. Sessions that share a live one are left alone."""
        try:
            async with asyncio.timeout(self._connect_timeout):
                return await connection.create_process(
                    command, encoding=None, term_type="dumb" if terminal else None, request_pty=terminal
                )
        except LOST as error:
            if isinstance(error, asyncssh.ChannelOpenError) and not connection.is_closed():
                raise Unreachable("the SSH server opens no session", where=node.id, evidence=str(error)) from error
        self._forget(node.id, connection)
        return None

    async def _connection(self, node: Node, target: SshTarget) -> asyncssh.SSHClientConnection:
        async with self._locks.setdefault(node.id, asyncio.Lock()):
            kept = self._kept.get(node.id)
            if kept is None:
                async with self._connecting:
                    kept = await self._connector.connect(target)
                self._kept[node.id] = kept
            return kept

    def _forget(self, node: NodeId, connection: asyncssh.SSHClientConnection) -> None:
        if self._kept.get(node) is connection:
            del self._kept[node]
        connection.abort()


def _not_carried(target: SshTarget, place: str, error: Exception) -> DcosUpgradeError:
    prohibited = isinstance(error, asyncssh.ChannelOpenError) and error.code == OPEN_ADMINISTRATIVELY_PROHIBITED
    if prohibited:
        return Refused(
            "the node's sshd lets no connection be carried",
            where=str(target),
            evidence=str(error),
            next_command=f"{target.by_hand()} sudo sshd -T | grep -i allowtcpforwarding",
        )
    return Unreachable("no connection from the node itself", where=place, evidence=str(error) or "no answer in time")
