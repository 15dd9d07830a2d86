"""One node's SSH server: real bash in the node's namespaces, public keys only, the users root and core.

core is not root by name only, and finds rules at sudo: a node in a user's namespace has no other user than root.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import signal
from asyncio.subprocess import PIPE
from dataclasses import dataclass, field
from typing import Any

import asyncssh

from dcos_upgrade.core.error import DcosUpgradeError
from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.inside import Inside
from dcos_upgrade.lab.nodes.mishaps import mark
from dcos_upgrade.lab.nodes.namespace import ENVIRONMENT, Namespace
from dcos_upgrade.lab.nodes.templates import text

USERS = ("root", "core")
SLOW = 2.0
BANNER = "*** Authorised use only. ***\r\n"
NOISE = "echo 'Last login: never'; printf 'You have mail.'; echo 'stty: not a tty' >&2; "
_CHUNK = 65536
_HANG_UP = 0.2

Process = asyncssh.SSHServerProcess[bytes]


@dataclass(slots=True, kw_only=True, eq=False)
class NodeServer:
    """Listens on the node's own address. ``shell`` is the login shell; ``certificate`` is of the first host key."""

    address: str
    port: int
    host_key: asyncssh.SSHKey
    operator: asyncssh.SSHKey
    namespace: Namespace
    shell: str = "/bin/bash"
    certificate: asyncssh.SSHCertificate | None = None
    inside: Inside = field(default_factory=Inside)
    _mute: asyncio.Server | None = field(default=None, init=False)
    _acceptor: asyncssh.SSHAcceptor | None = field(default=None, init=False)
    _connections: set[asyncssh.SSHServerConnection] = field(default_factory=set, init=False)
    _signed: asyncssh.SSHCertificate | None = field(default=None, init=False)

    async def plug(self) -> None:
        """Listen, if not yet. Raises OSError when the address or the port is taken."""
        if self._acceptor is not None or self._mute is not None:
            return
        if self.goes_wrong(Mishap.SSH_SILENT):
            self._mute = await asyncio.start_server(_say_nothing, self.address, self.port)
            return
        self._acceptor = await asyncssh.listen(
            self.address,
            self.port,
            server_factory=lambda: _Guest(self._connections, self),
            server_host_keys=[(self.host_key, self.certificate) if self.certificate else self.host_key],
            process_factory=self._serve,
            encoding=None,
            line_editor=False,
            password_auth=False,
            kbdint_auth=False,
        )

    async def unplug(self) -> None:
        """Refuse new connections and drop those there are; what runs detached on the node goes on."""
        if self._mute is not None:
            self._mute.close()
            self._mute = None
        if self._acceptor is None:
            return
        acceptor, self._acceptor = self._acceptor, None
        acceptor.close()
        for connection in tuple(self._connections):
            connection.abort()
        await acceptor.wait_closed()

    async def present(self, host_key: asyncssh.SSHKey) -> None:
        """Answer with this host key from now on; a new one is signed by nobody."""
        self._signed = self._signed or self.certificate
        self.certificate = (
            self._signed if self._signed and self._signed.key.public_data == host_key.public_data else None
        )
        self.host_key = host_key
        if self._acceptor is not None:
            await self.unplug()
            await self.plug()

    def goes_wrong(self, mishap: Mishap) -> bool:
        return mark(self.namespace.own, mishap).exists()

    async def heed(self) -> None:
        """Begin or end to be silent, where that has changed."""
        listening = self._acceptor is not None or self._mute is not None
        if listening and self.goes_wrong(Mishap.SSH_SILENT) != (self._mute is not None):
            await self.unplug()
            await self.plug()

    async def _serve(self, process: Process) -> None:
        try:
            command = self.namespace.entering(self._command(process))
        except DcosUpgradeError as error:
            process.stderr.write(f"{error.what}\n".encode())
            process.exit(255)
            return
        environment = {**ENVIRONMENT, "USER": str(process.get_extra_info("username"))}
        environment |= {"TERM": process.term_type} if process.term_type else {}
        child = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment, start_new_session=True
        )
        await _attend(process, child, terminal=process.term_type is not None)

    def _command(self, process: Process) -> tuple[str, ...]:
        shell = self._login(process.command) if process.command else (self.shell, "-l")
        if process.term_type is None:
            return shell
        # Whoever asks for a terminal gets a real one from script(1), inside the node.
        quoted = shlex.join(shell)
        return ("script", "--quiet", "--return", "--flush", "--command", quoted, "/dev/null")

    def _login(self, command: str) -> tuple[str, ...]:
        odd, noisy = self.goes_wrong(Mishap.LOGIN_SHELL_ODD), self.goes_wrong(Mishap.LOGIN_NOISY)
        before = NOISE if noisy else ""
        if odd:
            return (self.shell, "-c", before + text("odd_shell.sh"), "odd-shell", command)
        return (self.shell, "-c", before + command)


async def _say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        await reader.read()
    writer.close()


class _Guest(asyncssh.SSHServer):
    def __init__(self, connections: set[asyncssh.SSHServerConnection], server: NodeServer) -> None:
        self._all = connections
        self._server = server
        self._connection: asyncssh.SSHServerConnection | None = None

    async def begin_auth(self, username: str) -> bool:
        if self._server.goes_wrong(Mishap.LOGIN_NOISY) and self._connection is not None:
            self._connection.send_auth_banner(BANNER)
        if self._server.goes_wrong(Mishap.SSH_SLOW):
            await asyncio.sleep(SLOW)
        return True

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._all.add(conn)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._connection is not None:
            self._all.discard(self._connection)

    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> Any:
        """As an sshd that carries connections: to the node's own ports, and to nobody else's."""
        server = self._server
        if self._connection is None or dest_host not in (server.address, "127.0.0.1", "localhost"):
            return False
        return self._connection.forward_connection(server.address, server.inside.port(server.address, dest_port))

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        known = key.public_data == self._server.operator.public_data
        return known and username in USERS and not self._server.goes_wrong(Mishap.SSH_KEY_REFUSED)


async def _attend(process: Process, child: asyncio.subprocess.Process, *, terminal: bool) -> None:
    """Carry bytes both ways until the command ends.

    As with a real sshd, a lost connection hangs up a session that has a terminal; one that has none just finds nobody at
    the other end of its pipes, and goes on.
    """
    assert child.stdin is not None and child.stdout is not None and child.stderr is not None
    feeding = asyncio.create_task(_feed(process, child.stdin))
    carrying = asyncio.gather(
        _carry(child.stdout, process.stdout), _carry(child.stderr, process.stderr), return_exceptions=True
    )
    ending = asyncio.ensure_future(_finished(child, carrying))
    leaving = asyncio.create_task(process.wait_closed())
    try:
        await asyncio.wait({ending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if ending.done():
            _report(process, child.returncode or 0)
        elif terminal:
            await _hang_up(child)
        else:
            _let_go(child)
    finally:
        for task in (feeding, carrying, ending, leaving):
            task.cancel()
        await asyncio.gather(feeding, carrying, ending, leaving, return_exceptions=True)


async def _finished(child: asyncio.subprocess.Process, carrying: asyncio.Future[Any]) -> None:
    """Like a real sshd: the session ends when the command did and nobody holds its output open any more."""
    await asyncio.shield(carrying)
    await child.wait()


async def _feed(process: Process, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncssh.Error):
        while data := await process.stdin.read(_CHUNK):
            sink.write(data)
            await sink.drain()
    with contextlib.suppress(OSError):
        sink.close()


async def _carry(source: asyncio.StreamReader, sink: asyncssh.SSHWriter[bytes]) -> None:
    while data := await source.read(_CHUNK):
        with contextlib.suppress(OSError, asyncssh.Error):
            sink.write(data)
            await sink.drain()


def _report(process: Process, status: int) -> None:
    with contextlib.suppress(OSError, asyncssh.Error):
        if status < 0:
            process.exit_with_signal(signal.Signals(-status).name.removeprefix("SIG"))
        else:
            process.exit(status)


_left_behind: set[asyncio.Task[int]] = set()
"""Commands whose connection was lost; they are waited for, so that none becomes a zombie."""


def _let_go(child: asyncio.subprocess.Process) -> None:
    transport: asyncio.SubprocessTransport = child._transport  # type: ignore[attr-defined]  # no public way to its pipes
    for number in (0, 1, 2):
        pipe = transport.get_pipe_transport(number)
        if pipe is not None:
            pipe.close()
    waiting = asyncio.ensure_future(child.wait())
    _left_behind.add(waiting)
    waiting.add_done_callback(_left_behind.discard)


async def _hang_up(child: asyncio.subprocess.Process) -> None:
    """End the session's own process group; what called setsid is in another one and lives on."""
    for number in (signal.SIGHUP, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(child.wait(), _HANG_UP)
