"""Starting, asking and ending a lab from another process. Plain functions; they block."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from dcos_upgrade.core.error import Broken, Refused, Unreachable
from dcos_upgrade.lab.channel import FAILED, MESOS, SOCKET, as_error, ask, lab_directory
from dcos_upgrade.lab.layout import (
    Size,
    find_zone,
    real_mesos,
    require_factor,
    require_release,
    require_service_marathons,
    require_services,
    require_way,
)
from dcos_upgrade.lab.status import LabStatus

START_TIMEOUT = 120.0
STOP_TIMEOUT = 30.0
POLL = 0.05
MARK = "DCOS_UPGRADE_LAB"
"""Every process of a lab inherits this variable with its state directory as the value."""


def up(
    state_dir: Path,
    *,
    size: str = "3+2+1",
    release: str = "1.9.4",
    zone: str | None = None,
    time_factor: float = 0.02,
    seed: int = 0,
    service_marathons: int = 0,
    mesos: Path | None = None,
    ssh: str = "root",
    services: str = "open",
) -> LabStatus:
    """Start a lab that outlives the caller, and wait until it answers.

    Raises Refused when one runs in this state directory already or this machine cannot hold one, Usage for a wrong size,
    zone or release, Broken when it does not start; its log lies at ``lab/lab.log``.
    """
    state = state_dir.resolve()
    Size.parse(size)
    require_release(release)
    require_factor(time_factor)
    require_way(ssh)
    require_services(services, mesos)
    require_service_marathons(service_marathons, mesos)
    programs = real_mesos(mesos)
    wanted = f"{find_zone(zone)}.0/24"
    directory = lab_directory(state)
    directory.mkdir(parents=True, exist_ok=True)
    with _alone(directory):
        if _running(state):
            raise Refused("a lab is running here already", where=str(state), next_command="dcos-upgrade lab status")
        _kill_leftovers(state)
        options = {"--size": size, "--release": release, "--zone": wanted, "--time-factor": time_factor, "--seed": seed}
        options |= {"--service-marathons": service_marathons, "--ssh": ssh, "--services": services}
        options |= {"--mesos": programs} if programs else {}
        child = _spawn(state, options)
        return _wait_until_up(state, child)


def status(state_dir: Path) -> LabStatus:
    """Raises Refused when no lab runs here."""
    try:
        return msgspec.convert(ask(state_dir.resolve(), {"do": "status"}), LabStatus)
    except Unreachable as error:
        raise _no_lab(state_dir) from error


def down(state_dir: Path) -> bool:
    """End the lab, if there is one; True when there was. Raises Broken when a process of it could not be ended."""
    state = state_dir.resolve()
    was = _ask_to_stop(state) or bool(_members(state))
    if not _wait(lambda: not _members(state), STOP_TIMEOUT if was else 0.0):
        _kill_leftovers(state)
    left = _members(state)
    if left:
        raise Broken("processes of the lab are left", where=str(state), evidence=f"pids {', '.join(map(str, left))}")
    (lab_directory(state) / SOCKET).unlink(missing_ok=True)
    return was


def fault_list(state_dir: Path) -> dict[str, Any]:
    """``faults:[{name,node,since}]`` that are set, ``available:[{name,title,needs_node}]``."""
    return _ask_fault(state_dir, {"do": "fault-list"})


def fault_set(state_dir: Path, name: str, node: str | None = None) -> dict[str, Any]:
    """Raises Usage for an unknown fault or node; answers as `fault_list`."""
    return _ask_fault(state_dir, {"do": "fault-set", "name": name, "node": node})


def fault_clear(state_dir: Path, name: str | None = None, node: str | None = None) -> dict[str, Any]:
    """One fault, or all without a name; answers as `fault_list`."""
    return _ask_fault(state_dir, {"do": "fault-clear", "name": name, "node": node})


def _ask_fault(state_dir: Path, request: dict[str, Any]) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = ask(state_dir.resolve(), request)
    except Unreachable as error:
        raise _no_lab(state_dir) from error
    return answer


def _no_lab(state_dir: Path) -> Refused:
    return Refused("no lab is running here", where=str(state_dir), next_command="dcos-upgrade lab up")


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Two callers do not start two labs."""
    with (directory / "starting.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused("a lab is being started here", where=str(directory)) from error
        yield


def _running(state: Path) -> bool:
    try:
        ask(state, {"do": "status"}, timeout=5.0)
    except Unreachable:
        return False
    return True


def _spawn(state: Path, options: dict[str, object]) -> subprocess.Popen[bytes]:
    """In a session of its own, with nothing of the caller's but its environment and a log file."""
    words = [word for name, value in options.items() for word in (name, str(value))]
    command = [sys.executable, "-m", "dcos_upgrade.lab.process", "--state", str(state), *words]
    log = (lab_directory(state) / "lab.log").open("ab")
    with log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            close_fds=True,
            env={**os.environ, MARK: str(state)},
        )


def _wait_until_up(state: Path, child: subprocess.Popen[bytes]) -> LabStatus:
    _wait(lambda: child.poll() is not None or _running(state), START_TIMEOUT)
    if child.poll() is None and _running(state):
        return status(state)
    failed = lab_directory(state) / FAILED
    if failed.exists():
        raise as_error(json.loads(failed.read_text()))
    _kill_leftovers(state)
    raise Broken("the lab did not start", where=str(state), evidence=_log_tail(state))


def _log_tail(state: Path) -> str:
    try:
        return (lab_directory(state) / "lab.log").read_text(errors="replace")[-1500:]
    except OSError:
        return ""


def _ask_to_stop(state: Path) -> bool:
    try:
        ask(state, {"do": "stop"}, timeout=5.0)
    except Unreachable:
        for pid in _members(state):
            _signal(pid, signal.SIGTERM)
        return False
    return True


def _members(state: Path) -> list[int]:
    """Every living process that carries the lab's mark or holds the namespaces of one of its nodes."""
    mark = f"{MARK}={state}".encode()
    trees = f"{lab_directory(state)}/nodes/".encode()
    mine = os.getpid()
    sandboxes = f"{lab_directory(state)}/{MESOS}/"
    return [
        pid
        for pid in _pids()
        if pid != mine and (_belongs(pid, mark, trees) or _works_below(pid, sandboxes)) and not _zombie(pid)
    ]


def _belongs(pid: int, mark: bytes, trees: bytes) -> bool:
    if mark in _read_list(pid, "environ"):
        return True
    words = _read_list(pid, "cmdline")
    return words[0].endswith(b"unshare") and any(word.startswith(trees) for word in words)


def _works_below(pid: int, directory: str) -> bool:
    """Tasks of real agents have nothing of the lab but their working directory."""
    try:
        return str(Path(f"/proc/{pid}/cwd").readlink()).startswith(directory)
    except OSError:
        return False


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _read_list(pid: int, name: str) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes().split(b"\0")
    except OSError:
        return [b""]


def _zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _kill_leftovers(state: Path) -> None:
    """What a lab that was killed itself has left."""
    for pid in _members(state):
        _signal(pid, signal.SIGKILL)
    _wait(lambda: not _members(state), 5.0)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _wait(until: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not until():
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL)
    return True
