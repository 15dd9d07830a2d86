"""Files that are whole or not there: written beside, synced, renamed; read with a bound."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from dcos_upgrade.core.error import Broken, Refused, Unreadable, Usage


def write_atomically(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Durable when this returns; the old content stays when it raises Broken (a full disk, no permission)."""
    try:
        _write_beside_and_rename(path, data, mode)
    except OSError as error:
        raise Broken(
            "a file cannot be written",
            where=str(path),
            evidence=str(error),
            next_command=f"df -h {path.parent}",
        ) from error


def read_bounded(path: Path, *, limit: int, what: str) -> bytes:
    """The file's bytes. Raises Usage when it is not there, Refused when it may not be read, Unreadable above ``limit`` bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Usage(f"there is no {what} here", where=str(path), evidence=str(error)) from error
    except OSError as error:
        raise Refused(f"the {what} cannot be read", where=str(path), evidence=str(error)) from error
    if len(data) > limit:
        raise Unreadable(f"the {what} is larger than {limit} bytes", where=str(path))
    return data


def make_private_directory(path: Path) -> None:
    """Create the directory and those above it that are not there, readable by their owner only; raises Broken."""
    try:
        for each in (*reversed(path.parents), path):
            if not each.exists():
                each.mkdir(mode=0o700, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Broken("a directory cannot be made", where=str(path), evidence=str(error)) from error


def _write_beside_and_rename(path: Path, data: bytes, mode: int) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
