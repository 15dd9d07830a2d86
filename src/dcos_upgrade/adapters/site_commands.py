"""A site's own commands as processes beside the tool: a question on standard input, one JSON object back, never a shell.

What cannot be understood is a "fail": no program, no JSON, another exit status than 0, too much said, too late. However a call
ends, everything that it started and that is still in its process group ends with it.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from dcos_upgrade.core.plan import SiteStep
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.core.site import Decision, SiteAnswer

SAID = 64 * 1024
"""Bytes of each of its two outputs that are read; more is a "fail"."""
TOLD = 2000
"""Characters of what it said that are kept: the end."""
REASON = 500
LONGEST_RETRY = 24 * 3600.0
GRACE = 2.0
"""Seconds between the polite signal and the other one, and for outputs that somebody holds open after the end."""
KEPT = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSH_AUTH_SOCK")
"""All of the tool's environment that a command is given."""


class _Said(msgspec.Struct, frozen=True):
    decision: str
    reason: str = ""
    retry_after: float = 0.0


class SiteProcesses:
    """Implements ports.SiteCommands."""

    def missing(self, step: SiteStep) -> str:
        program = step.command[0]
        return "" if shutil.which(program) else f"{program} is not there, or may not be executed"

    def digest(self, step: SiteStep) -> str:
        program = Path(shutil.which(step.command[0]) or "")
        try:
            if not program.is_file():  # a pipe would be waited for
                return ""
            with program.open("rb") as opened:
                return hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError:
            return ""

    async def call(self, step: SiteStep, question: Mapping[str, Any]) -> SiteAnswer:
        missing = self.missing(step)
        if missing:
            return _fail(missing)
        try:
            process = await asyncio.create_subprocess_exec(
                *step.command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                cwd="/",
                env={name: os.environ[name] for name in KEPT if name in os.environ},
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            return _fail(f"it cannot be started: {error}")
        try:
            return await _attended(process, step, msgspec.json.encode(question))
        finally:
            await _ended(process)


async def _attended(process: Process, step: SiteStep, question: bytes) -> SiteAnswer:
    assert process.stdin and process.stdout and process.stderr
    readers = [asyncio.create_task(_read(stream)) for stream in (process.stdout, process.stderr)]
    try:
        async with asyncio.timeout(step.timeout):
            await _asked(process.stdin, question)
            status = await _finished(process, readers)
        out, err = await _what_was_said(readers)
    except TimeoutError:
        return _fail(f"it did not answer within {step.timeout:g} s; it was ended with everything that it had started")
    finally:
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
    return _understood(status, out, err)


async def _asked(stdin: asyncio.StreamWriter, question: bytes) -> None:
    """A command need not read its question."""
    with suppress(BrokenPipeError, ConnectionResetError):
        stdin.write(question + b"\n")
        await stdin.drain()
    stdin.close()


async def _finished(process: Process, readers: list[asyncio.Task[bytes]]) -> int | None:
    """Its exit status; None when it said too much and nobody listens any more."""
    ending = asyncio.create_task(process.wait())
    watched = {ending, *readers}
    try:
        while not ending.done():
            done, watched = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            if any(reader in done and len(reader.result()) > SAID for reader in readers):
                return None
        return ending.result()
    finally:
        ending.cancel()


async def _what_was_said(readers: list[asyncio.Task[bytes]]) -> tuple[bytes, bytes]:
    """A child that was left behind may hold the outputs open: it is not waited for."""
    await asyncio.wait(readers, timeout=GRACE)
    out, err = (reader.result() if reader.done() else b"" for reader in readers)
    return out, err


async def _read(stream: asyncio.StreamReader) -> bytes:
    said = b""
    while len(said) <= SAID:
        part = await stream.read(SAID)
        if not part:
            break
        said += part
    return said


async def _ended(process: Process) -> None:
    """The process and its whole group, politely first; a group without anybody in it is no error."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await process.wait()
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process._transport.close()  # type: ignore[attr-defined]  # asyncio has no other way to close pipes that a stranger holds open


def _understood(status: int | None, out: bytes, err: bytes) -> SiteAnswer:
    if status is None or max(len(out), len(err)) > SAID:
        return _fail(f"it said more than {SAID} bytes")
    text, told = out.decode(errors="replace"), err.decode(errors="replace")
    if status != 0:
        return _fail(f"it ended with {status}", told or text)
    said = _said(text)
    if said is None:
        return _fail('it answered no JSON object like {"decision": "proceed"}', text + told)
    if said.decision not in set(Decision):
        return _fail(f"it decided {redact_text(said.decision)[:40]!r}; known are proceed, hold and fail", text + told)
    return SiteAnswer(
        decision=Decision(said.decision),
        reason=_plain(said.reason)[:REASON],
        retry_after=min(max(said.retry_after, 0.0), LONGEST_RETRY),
        output=_end_of(told),
    )


def _said(text: str) -> _Said | None:
    """The whole output, or its last line: what comes before it is for people."""
    lines = [line for line in text.splitlines() if line.strip()]
    for candidate in (text, *lines[-1:]):
        with suppress(msgspec.DecodeError):
            return msgspec.json.decode(candidate.encode(), type=_Said)
    return None


def _fail(reason: str, output: str = "") -> SiteAnswer:
    return SiteAnswer(decision=Decision.FAIL, reason=reason, output=_end_of(output))


def _end_of(text: str) -> str:
    return _plain(text)[-TOLD:]


def _plain(text: str) -> str:
    """Without secrets, and without characters that a terminal would obey; whole before it is cut, so that no half secret is left."""
    shown = (character if character.isprintable() or character in "\n\t" else "?" for character in redact_text(text))
    return "".join(shown)
