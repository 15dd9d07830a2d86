"""A node's sshd in this process, as a site may have set it up: a login shell of its own, rules for sudo, certificates, a bastion."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import termios
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh
from asyncssh.constants import OPEN_ADMINISTRATIVELY_PROHIBITED

from dcos_upgrade.adapters.ssh_settings import Bastion, Keys, SshSettings
from dcos_upgrade.lab.nodes.templates import filled

Process = asyncssh.SSHServerProcess[bytes]


@dataclass
class Sshd:
    """Users are told apart by name only. ``sudo`` is the directory of the rules; the programs of ``bin`` come first."""

    directory: Path
    shell: tuple[str, ...] = ("/bin/bash", "-c")
    authority: asyncssh.SSHKey | None = None
    host_key: asyncssh.SSHKey = field(default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519"))
    host_certificate: asyncssh.SSHCertificate | None = None
    carries: bool = True
    slow: float = 0.0
    port: int = 0
    environment: dict[str, str] = field(default_factory=dict)
    logins: set[tuple[str, str]] = field(default_factory=set)
    commands: list[str] = field(default_factory=list)
    carried: list[int] = field(default_factory=list)
    connections: list[asyncssh.SSHServerConnection] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sudo = self.directory / "sudo"
        self.bin = self.directory / "bin"
        for each in (self.sudo, self.bin):
            each.mkdir(parents=True, exist_ok=True)
        program = self.bin / "sudo"
        program.write_text(filled("shims/sudo.sh"))
        program.chmod(0o755)
        self.user_key = key_at(self.directory / "id")

    async def start(self) -> None:
        keys = [self.host_key] if self.host_certificate is None else [(self.host_key, self.host_certificate)]
        self._acceptor = await asyncssh.listen(
            "127.0.0.1",
            self.port,
            server_factory=lambda: _Guest(self),
            server_host_keys=keys,
            process_factory=self._serve,
            encoding=None,
            line_editor=False,
        )
        self.port = self._acceptor.get_port()
        self.know(f"[127.0.0.1]:{self.port} {public(self.host_key)}")

    async def stop(self) -> None:
        self._acceptor.close()
        for connection in self.connections:
            connection.abort()
        await self._acceptor.wait_closed()

    def know(self, *lines: str) -> None:
        """Exactly these lines are in known_hosts from now on."""
        (self.directory / "known_hosts").write_text("".join(f"{line}\n" for line in lines))

    def rule(self, name: str, text: str = "") -> None:
        (self.sudo / name).write_text(text)

    @property
    def tries(self) -> int:
        """How many passwords sudo was given."""
        record = self.sudo / "tries"
        return len(record.read_text().splitlines()) if record.exists() else 0

    def settings(self, **others: object) -> SshSettings:
        here: dict[str, object] = {
            "user": "core",
            "port": self.port,
            "keys": Keys(identity=self.directory / "id"),
            "known_hosts": (self.directory / "known_hosts",),
            "sudo": False,
        }
        return SshSettings(**(here | others))  # type: ignore[arg-type]

    def as_bastion(self, user: str = "jump") -> Bastion:
        return Bastion(host="127.0.0.1", port=self.port, user=user, keys=Keys(identity=self.directory / "id"))

    async def _serve(self, process: Process) -> None:
        self.commands.append(process.command or "")
        environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "USER": process.get_extra_info("username"),
            "HOME": str(self.directory),
            "DCOS_LAB_SUDO": str(self.sudo),
            **self.environment,
        }
        command = (*self.shell, process.command or "")
        run = _with_terminal if process.term_type else _with_pipes
        process.exit(await run(process, command, environment))


class _Guest(asyncssh.SSHServer):
    def __init__(self, sshd: Sshd) -> None:
        self._sshd = sshd

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._sshd.connections.append(conn)
        self._connection = conn

    async def begin_auth(self, username: str) -> bool:
        await asyncio.sleep(self._sshd.slow)
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        good = key.public_data == self._sshd.user_key.public_data
        self._sshd.logins |= {(username, "key")} if good else set()
        return good

    def validate_ca_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        authority = self._sshd.authority
        good = authority is not None and key.public_data == authority.public_data
        self._sshd.logins |= {(username, "certificate")} if good else set()
        return good

    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> bool:
        if not self._sshd.carries:
            raise asyncssh.ChannelOpenError(OPEN_ADMINISTRATIVELY_PROHIBITED, "forwarding is off")
        self._sshd.carried.append(dest_port)
        return True


async def _with_pipes(process: Process, command: tuple[str, ...], environment: dict[str, str]) -> int:
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, start_new_session=True
    )
    assert child.stdin and child.stdout and child.stderr
    typing = asyncio.create_task(_feed(process, child.stdin))
    try:
        await asyncio.gather(_carry(child.stdout, process.stdout), _carry(child.stderr, process.stderr))
        return await child.wait()
    finally:
        await _ended(child, typing)


async def _feed(process: Process, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncssh.Error):
        while typed := await process.stdin.read(65536):
            sink.write(typed)
            await sink.drain()
    sink.close()


async def _carry(source: asyncio.StreamReader, sink: asyncssh.SSHWriter[bytes]) -> None:
    while said := await source.read(65536):
        with contextlib.suppress(OSError, asyncssh.Error):
            sink.write(said)


async def _ended(child: asyncio.subprocess.Process, typing: asyncio.Task[None]) -> None:
    """Nothing may be left for a later test to collect."""
    typing.cancel()
    await asyncio.gather(typing, return_exceptions=True)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    await child.wait()


async def _with_terminal(process: Process, command: tuple[str, ...], environment: dict[str, str]) -> int:
    """As sshd does it: the terminal is the one that controls the session, and output and errors are one stream."""
    ours, theirs = os.openpty()
    child = await asyncio.create_subprocess_exec(
        *command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def carry() -> None:
        try:
            process.stdout.write(os.read(ours, 65536))
        except OSError:  # nobody holds the other side any more
            loop.remove_reader(ours)
            ended.set()

    async def type_in() -> None:
        while typed := await process.stdin.read(1024):
            while typed:
                typed = typed[await asyncio.to_thread(os.write, ours, typed) :]

    loop.add_reader(ours, carry)
    typing = asyncio.create_task(type_in())
    try:
        status = await child.wait()
        await ended.wait()
        return status
    finally:
        loop.remove_reader(ours)
        await _ended(child, typing)
        os.close(ours)


def key_at(path: Path, *, passphrase: str | None = None) -> asyncssh.SSHKey:
    """A new key, in its file and with its public half beside it."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(str(path), passphrase=passphrase, rounds=4)
    path.chmod(0o600)
    key.write_public_key(f"{path}.pub")
    return key


def public(key: asyncssh.SSHKey) -> str:
    return " ".join(key.export_public_key().decode().split()[:2])
