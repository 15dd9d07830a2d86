"""The lab's control channel: one JSON line each way over a Unix socket in the state directory.

``{"do": "status"|"stop"|"fault-set"|"fault-clear"|"fault-list", …}`` is answered by ``{"answer": …}`` or
``{"error": {"kind": "usage"|"refused"|"broken", "what": …, "where": …, "evidence": …, "next": …}}``.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dcos_upgrade.core.error import Broken, DcosUpgradeError, Refused, Unreachable, Usage

SOCKET = "control.sock"
MESOS = "mesos"
"""Below the lab's directory: the files of Mesos processes that are real."""
FAILED = "failed.json"
"""Why a lab did not start, as an error of this channel."""
LIMIT = 1 << 20
KINDS: dict[str, type[DcosUpgradeError]] = {"usage": Usage, "refused": Refused, "broken": Broken}


def lab_directory(state: Path) -> Path:
    """Everything of a lab lies below it."""
    return state / "lab"


@contextlib.contextmanager
def short_path(directory: Path) -> Iterator[str]:
    """The socket's path by way of an open directory: paths of sockets end at 107 bytes, those of directories do not."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{SOCKET}"
    finally:
        os.close(handle)


def ask(state: Path, request: dict[str, Any], *, timeout: float = 30.0) -> Any:
    """One question to a running lab. Raises Unreachable when none answers, or what the lab answered with."""
    try:
        with short_path(lab_directory(state)) as path, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(timeout)
            line.connect(path)
            line.sendall(json.dumps(request).encode() + b"\n")
            with line.makefile("rb") as answer:
                reply = json.loads(answer.readline(LIMIT))
    except (OSError, ValueError) as error:
        raise Unreachable(
            "no lab answers", where=str(state), evidence=str(error), next_command="dcos-upgrade lab up"
        ) from error
    if "error" in reply:
        raise as_error(reply["error"])
    return reply["answer"]


def as_error(told: dict[str, str]) -> DcosUpgradeError:
    kind = KINDS.get(told.get("kind", ""), Broken)
    return kind(
        told.get("what", "the lab failed"),
        where=told.get("where", ""),
        evidence=told.get("evidence", ""),
        next_command=told.get("next", ""),
    )


def from_error(error: DcosUpgradeError) -> dict[str, str]:
    kind = next((name for name, known in KINDS.items() if isinstance(error, known)), "broken")
    told = {"kind": kind, "what": error.what, "where": error.where, "evidence": error.evidence}
    return told | {"next": error.next_command}
