"""One process per state directory. The kernel drops the lock with the process, so nothing stale is ever left."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dcos_upgrade.adapters.files import make_private_directory
from dcos_upgrade.core.error import Broken, Owned


@contextmanager
def run_lock(state: Path) -> Iterator[None]:
    """Hold ``<state>/run.lock``. Raises Owned when another process holds it, Broken when it cannot be made."""
    make_private_directory(state)
    path = state / "run.lock"
    with _opened(path) as file:
        _lock(file, path)
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def is_held(state: Path) -> bool:
    """Whether a process carries out a run from this state directory now. Never stands in the way of one that begins."""
    try:
        with (state / "run.lock").open("r") as file:
            return _lives(file.read(32).strip()) and _locked(file)
    except OSError:
        return False


def _lives(pid: str) -> bool:
    """The holder writes its process id, so a lock without a living one need not be touched to be known as free."""
    return pid.isdecimal() and Path(f"/proc/{pid}").exists()


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _opened(path: Path) -> IO[str]:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    except OSError as error:
        raise Broken("the lock file cannot be opened", where=str(path), evidence=str(error)) from error


def _lock(file: IO[str], path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = file.read(32).strip() or "unknown"
        raise Owned(
            "another process carries out a run from this state directory",
            where=str(path),
            evidence=f"process {holder} holds the lock",
            next_command="dcos-upgrade status",
        ) from error
