"""A program of the person's own as a process of the lab: started, watched, ended with everything that it started."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

_AGAIN = 1.0
_TERM_WITHIN = 5.0
_OWN_END = "EXIT with status "
_LAST_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One call of DIR/node; ``name`` is whose it is, ``environment`` comes on top of the lab's own.

    ``log`` is the file in which the process itself says why it ends.
    """

    name: str
    words: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path | None = None


def nobody(status: int, why: str) -> bool:
    """Nobody else starts it again."""
    return False


class Program:
    """Runs until it is closed. ``ended`` is told of an end by itself, and says whether somebody else starts it again.

    Else it is started again here. So is one that never came to run, as when the leader that it looks for at its start is away:
    a real service would wait.
    """

    def __init__(self, command: Command, output: Path, ended: Callable[[int, str], bool] = nobody) -> None:
        self._command = command
        self._output = output
        self._ended = ended
        self._keeping: asyncio.Task[None] | None = None

    async def open(self) -> None:
        self._keeping = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """It and its children have ended; what it let loose in sessions of their own (tasks) goes on."""
        if self._keeping is None:
            return
        self._keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._keeping

    async def _keep(self) -> None:
        while True:
            before = _size(self._command.log)
            status = await self._run()
            why = _last_word(self._command.log, before)
            log.info("%s: %s ended with status %s %s", self._command.name, self._command.words[1:3], status, why)
            came_to_run = why or status <= 0
            if came_to_run and self._ended(abs(status), why or f"main process exited, status={abs(status)}"):
                return
            await asyncio.sleep(_AGAIN)

    async def _run(self) -> int:
        environment = {**os.environ, **self._command.environment}
        with self._output.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *self._command.words,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                start_new_session=True,
            )
        try:
            return await process.wait()
        finally:
            await _ended(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _TERM_WITHIN)


def _size(file: Path | None) -> int:
    return file.stat().st_size if file is not None and file.exists() else 0


def _last_word(file: Path | None, before: int) -> str:
    """The reason that Mesos gives when it ends itself (stout, exit.hpp); empty when it gave none since ``before``."""
    if file is None or not file.exists():
        return ""
    with file.open("rb") as said:
        said.seek(max(before, _size(file) - _LAST_BYTES))
        lines = said.read().decode(errors="replace").splitlines()
    return next((_OWN_END + line.partition(_OWN_END)[2] for line in reversed(lines) if _OWN_END in line), "")
