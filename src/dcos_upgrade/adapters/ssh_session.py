"""One session on a node: opening it past sudo, feeding the script, reading within time and size."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field

import asyncssh

from dcos_upgrade.adapters.secret_reference import Secret
from dcos_upgrade.adapters.ssh_login import Ask, Login, sudo_refusal, wrong_password
from dcos_upgrade.adapters.sudo_trial import SudoTrial
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Refused

STDERR_LIMIT = 64 * 1024
NOISE_LIMIT = 64 * 1024
"""What a login may print before the answer."""
SUDO_SECONDS = 30.0
"""For sudo to ask, and again to answer: a directory service may be slow, and a wrong password is answered late on purpose."""

LOST = (asyncssh.Error, OSError, TimeoutError)
Process = asyncssh.SSHClientProcess[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a session printed. ``cut`` says why it ended before its time; empty when it ended by itself.

    ``opened``: whether the node's /bin/sh was reached; where not, ``stderr`` is whatever the login printed.
    """

    stdout: bytes
    stderr: bytes
    cut: str = ""
    opened: bool = True

    @property
    def said(self) -> str:
        """``stderr`` as text."""
        return self.stderr.decode("utf-8", "replace")


@dataclass(slots=True, kw_only=True)
class Session:
    """A process that has been started for this login. ``limit`` bounds its answer in bytes."""

    process: Process
    login: Login
    limit: int
    out: bytearray = field(default_factory=bytearray)
    err: bytearray = field(default_factory=bytearray)
    sent: bool = False
    _more: asyncio.Event = field(default_factory=asyncio.Event)
    _open_ends: int = 2

    async def run(
        self, script: bytes, seconds: float, node: NodeId, password: Secret | None, trial: SudoTrial
    ) -> Output:
        """Raises Refused for a sudo that lets nobody in or refuses the password; the session is closed in any case."""
        reading = asyncio.gather(self._read(), self._read_errors())
        cut = ""
        try:
            async with asyncio.timeout(seconds):
                if self.login.waits:
                    await self._open(node, password, trial)
                await self._feed(script)
                await reading
                await self.process.wait_closed()
        except TimeoutError:
            cut = f"no end within {seconds:g} s"
        finally:
            reading.cancel()
            self.process.close()
            await asyncio.gather(reading, return_exceptions=True)
        return self._output(cut, password)

    async def _open(self, node: NodeId, password: Secret | None, trial: SudoTrial) -> None:
        """Until the mark. A session that ends before it is told by its output."""
        if await self._next() is Ask.PASSWORD:
            async with trial.turn(node):
                await self._send(password)
                answered = await self._next()
                if answered is Ask.REFUSED:
                    raise wrong_password(self.login.target, "it asks again")
                if answered is not Ask.SCRIPT:
                    raise self._not_let_in()

    async def _next(self) -> Ask:
        """What is to be done, once it is not to wait; WAIT when the session ended."""
        try:
            async with asyncio.timeout(SUDO_SECONDS):
                while True:
                    self._more.clear()
                    asked = self.login.judge(bytes(self.out), bytes(self.err), sent=self.sent)
                    if asked is not Ask.WAIT or not self._open_ends:
                        return asked
                    await self._more.wait()
        except TimeoutError:
            raise self._strange(f"nothing else within {SUDO_SECONDS:g} s") from None

    async def _send(self, password: Secret | None) -> None:
        assert password is not None, "sudo is asked to prompt only where there is a password"
        self.sent = True
        with contextlib.suppress(*LOST):
            self.process.stdin.write(password.value.encode() + b"\n")

    def _not_let_in(self) -> Refused:
        return sudo_refusal(self.login.target, self._said(), sent=True) or self._strange("the session ended")

    def _said(self) -> str:
        return bytes(self.out + self.err).replace(self.login.prompt, b"").decode("utf-8", "replace").strip()

    def _strange(self, how: str) -> Refused:
        said = (
            bytes(self.out + self.err).replace(self.login.prompt, b"").decode("utf-8", "replace").strip().splitlines()
        )
        return Refused(
            "sudo asks for something else than a password, or does not answer",
            where=str(self.login.target),
            evidence=f"{said[-1][-200:] if said else 'it prints nothing'}; {how}",
            next_command=f"{self.login.target.by_hand()} -t sudo -v",
        )

    async def _feed(self, script: bytes) -> None:
        with contextlib.suppress(*LOST):
            self.process.stdin.write(script)
            if not self.login.terminal:
                self.process.stdin.write_eof()

    async def _read(self) -> None:
        with contextlib.suppress(*LOST):
            while chunk := await self.process.stdout.read(65536):
                self.out += chunk
                self._more.set()
                if len(self.out) > self.limit + NOISE_LIMIT:
                    self.process.close()
                    break
        self._end()

    async def _read_errors(self) -> None:
        """Read everything, so that the node is never blocked, and keep the end of it."""
        with contextlib.suppress(*LOST):
            while chunk := await self.process.stderr.read(65536):
                self.err += chunk
                del self.err[:-STDERR_LIMIT]
                self._more.set()
        self._end()

    def _end(self) -> None:
        self._open_ends -= 1
        self._more.set()

    def _output(self, cut: str, password: Secret | None) -> Output:
        answer, stderr = self.login.answer(bytes(self.out)), bytes(self.err).replace(self.login.prompt, b"")
        if len(self.out if answer is None else answer) > self.limit:
            cut = f"more than {self.limit} bytes"
        elif not cut and self.process.returncode is None:
            cut = "the connection was lost"
        if answer is None and not stderr.strip():
            stderr = bytes(self.out[-STDERR_LIMIT:])
        stdout = (answer or b"")[: self.limit]
        if password is not None:
            stdout, stderr = password.scrub(stdout), password.scrub(stderr)
        return Output(stdout=stdout, stderr=stderr, cut=cut, opened=answer is not None)
