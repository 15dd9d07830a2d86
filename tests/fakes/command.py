"""The command line as a caller uses it: a process, its exit code, the one JSON object that it prints."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).with_name("dcos-upgrade")


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """``json`` is empty when nothing that is JSON was printed."""

    exit: int
    stdout: str
    stderr: str

    @property
    def json(self) -> dict[str, Any]:
        try:
            found = json.loads(self.stdout)
        except json.JSONDecodeError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Calls with one state directory."""

    state: Path

    def __call__(self, *arguments: str | Path, seconds: float = 300) -> Called:
        done = subprocess.run(
            self._command(arguments),
            capture_output=True,
            text=True,
            timeout=seconds,
            env=self._environment(),
            check=False,
        )
        return Called(exit=done.returncode, stdout=done.stdout, stderr=done.stderr)

    def start(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        """A call that goes on by itself, in a process group of its own."""
        return subprocess.Popen(
            self._command(arguments),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env=self._environment(),
        )

    def _command(self, arguments: tuple[str | Path, ...]) -> list[str]:
        return [str(COMMAND), *map(str, arguments), "--output", "json"]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "NO_COLOR": "1", "COLUMNS": "80", "DCOS_UPGRADE_STATE": str(self.state)}


def kill_hard(process: subprocess.Popen[bytes]) -> None:
    """kill -9 of the process and whatever it started in its group."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
