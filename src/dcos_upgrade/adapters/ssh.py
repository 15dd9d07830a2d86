"""SSH to the nodes: one kept connection each, host keys always verified, every call bounded in time and size."""

from __future__ import annotations

import asyncio
import contextlib
import shlex
from dataclasses import dataclass

import asyncssh
from asyncssh.constants import OPEN_ADMINISTRATIVELY_PROHIBITED

from dcos_upgrade.adapters.cluster_file import SshSettings, SshTarget
from dcos_upgrade.adapters.ssh_connect import connect
from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreachable

OUTPUT_LIMIT = 16 * 1024 * 1024
CONNECTING_AT_ONCE = 64

_LOST = (asyncssh.Error, OSError, TimeoutError)
_Process = asyncssh.SSHClientProcess[bytes]
Stream = tuple[asyncssh.SSHReader[bytes], asyncssh.SSHWriter[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a session printed. ``cut`` says why it ended before its time; empty when it ended by itself."""

    stdout: bytes
    stderr: bytes
    cut: str = ""


class SshSessions:
    """Runs POSIX sh scripts on nodes over kept connections. Times are in seconds. Close it when done."""

    def __init__(
        self, settings: SshSettings, *, connect_timeout: float = 10.0, output_limit: int = OUTPUT_LIMIT
    ) -> None:
        self._settings = settings
        self._connect_timeout = connect_timeout
        self._output_limit = output_limit
        self._kept: dict[NodeId, asyncssh.SSHClientConnection] = {}
        self._locks: dict[NodeId, asyncio.Lock] = {}
        self._connecting = asyncio.Semaphore(CONNECTING_AT_ONCE)

    async def run(self, node: Node, script: bytes, *arguments: str, seconds: float) -> Output:
        """Feed the script to ``sh -s -- ARGUMENTS`` on the node, as root where sudo is on.

        What was printed before a time-out or a lost connection is kept, with ``cut``. Raises Unreachable when nothing could
        be started, Refused for keys and for a sudo that asks for a password or a terminal.
        """
        target = self._settings.for_node(node)
        shell = "sudo -n sh -s --" if target.sudo else "sh -s --"
        command = " ".join((shell, *map(shlex.quote, arguments)))
        process = await self._started(node, target, command)
        output = await self._talk(process, script, seconds)
        _refuse_asking_sudo(target, output)
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
            except _LOST as error:
                await asyncio.sleep(0)  # only then does the library know of its own closed connection
                if isinstance(error, TimeoutError) or not connection.is_closed():
                    raise _not_carried(target, f"{host}:{port}", error) from error
            self._forget(node.id, connection)
        raise Unreachable("the SSH connection is lost at once", where=f"{target.host}:{target.port}")

    async def close(self) -> None:
        connections, self._kept = tuple(self._kept.values()), {}
        for connection in connections:
            connection.abort()
        for connection in connections:
            await connection.wait_closed()

    async def _started(self, node: Node, target: SshTarget, command: str) -> _Process:
        """A kept connection may have died since its last use: then one fresh one is tried."""
        kept = self._kept.get(node.id)
        process = None if kept is None else await self._opened(node, kept, command)
        if process is None:
            process = await self._opened(node, await self._connection(node, target), command)
        if process is None:
            raise Unreachable("the SSH connection is lost at once", where=f"{target.host}:{target.port}")
        return process

    async def _opened(self, node: Node, connection: asyncssh.SSHClientConnection, command: str) -> _Process | None:
        """None when the connection turns out to be dead. Sessions that share a live one are left alone."""
        try:
            async with asyncio.timeout(self._connect_timeout):
                return await connection.create_process(command, encoding=None)
        except _LOST as error:
            if isinstance(error, asyncssh.ChannelOpenError) and not connection.is_closed():
                raise Unreachable("the SSH server opens no session", where=node.id, evidence=str(error)) from error
        self._forget(node.id, connection)
        return None

    async def _connection(self, node: Node, target: SshTarget) -> asyncssh.SSHClientConnection:
        async with self._locks.setdefault(node.id, asyncio.Lock()):
            kept = self._kept.get(node.id)
            if kept is None:
                async with self._connecting:
                    kept = await connect(target, seconds=self._connect_timeout)
                self._kept[node.id] = kept
            return kept

    def _forget(self, node: NodeId, connection: asyncssh.SSHClientConnection) -> None:
        if self._kept.get(node) is connection:
            del self._kept[node]
        connection.abort()

    async def _talk(self, process: _Process, script: bytes, seconds: float) -> Output:
        out, err, cut = bytearray(), bytearray(), ""
        try:
            async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
                group.create_task(_feed(process, script))
                group.create_task(_read(process, out, self._output_limit))
                group.create_task(_read_end(process, err, 64 * 1024))
            async with asyncio.timeout(seconds):
                await process.wait_closed()
        except TimeoutError:
            cut = f"no end within {seconds:g} s"
        finally:
            process.close()
        if len(out) > self._output_limit:
            cut = f"more than {self._output_limit} bytes"
        elif not cut and process.returncode is None:
            cut = "the connection was lost"
        return Output(stdout=bytes(out[: self._output_limit]), stderr=bytes(err), cut=cut)


async def _feed(process: _Process, script: bytes) -> None:
    with contextlib.suppress(*_LOST):
        process.stdin.write(script)
        process.stdin.write_eof()


async def _read(process: _Process, into: bytearray, limit: int) -> None:
    with contextlib.suppress(*_LOST):
        while chunk := await process.stdout.read(65536):
            into += chunk
            if len(into) > limit:
                process.close()
                return


async def _read_end(process: _Process, into: bytearray, limit: int) -> None:
    """Read everything, so that the node is never blocked, and keep the end of it."""
    with contextlib.suppress(*_LOST):
        while chunk := await process.stderr.read(65536):
            into += chunk
            del into[:-limit]


def _not_carried(target: SshTarget, place: str, error: Exception) -> DcosUpgradeError:
    prohibited = isinstance(error, asyncssh.ChannelOpenError) and error.code == OPEN_ADMINISTRATIVELY_PROHIBITED
    if prohibited:
        return Refused(
            "the node's sshd lets no connection be carried",
            where=f"{target.host}:{target.port}",
            evidence=str(error),
            next_command=f"ssh -p {target.port} {target.user}@{target.host} sudo sshd -T | grep -i allowtcpforwarding",
        )
    return Unreachable("no connection from the node itself", where=place, evidence=str(error) or "no answer in time")


def _refuse_asking_sudo(target: SshTarget, output: Output) -> None:
    complaint = output.stderr.decode("utf-8", "replace").strip()
    if target.sudo and not output.stdout.strip() and complaint.startswith("sudo:"):
        raise Refused(
            f"sudo does not let {target.user} become root without a password or a terminal",
            where=target.host,
            evidence=complaint.splitlines()[-1],
            next_command=f"ssh -p {target.port} {target.user}@{target.host} sudo -n true",
        )
