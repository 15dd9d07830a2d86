"""Which captures were made from here: one line of JSON for each, beside the journal. Lost or torn lines only miss in the report."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from dcos_upgrade.core.error import Broken
from dcos_upgrade.usecases.workbook import Captured

NAME = "captures.jsonl"
SIZE_LIMIT = 4 * 1024 * 1024
"""Bytes that are read, from the end: ten thousand captures."""


def note_capture(state: Path, captured: Captured) -> None:
    """Raises Broken when it cannot be written."""
    line = msgspec.json.encode(captured) + b"\n"
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(state / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise Broken("the capture could not be noted", where=str(state / NAME), evidence=str(error)) from error


def noted_captures(state: Path) -> tuple[Captured, ...]:
    """Oldest first. What is not there, cannot be read or is torn is left out."""
    try:
        with (state / NAME).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(0, size - SIZE_LIMIT))
            lines = file.read(SIZE_LIMIT).splitlines()
    except OSError:
        return ()
    return tuple(found for line in lines if (found := _read(line)) is not None)


def _read(line: bytes) -> Captured | None:
    try:
        return msgspec.json.decode(line, type=Captured)
    except (msgspec.MsgspecError, ValueError):
        return None
