"""States of large clusters, made for benchmarks: written as they are made, so that making one takes no memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

AGENT_BYTES, TASK_BYTES = 2_200, 1_940
"""As in real states, with resources and attributes of an agent, labels, statuses and network of a task."""


def write_state(path: Path, *, agents: int, tasks: int, task_bytes: int = TASK_BYTES) -> int:
    """The bytes of a master's /state with so many agents and running tasks, in 40 frameworks."""
    with path.open("w", encoding="ascii") as file:
        for piece in _state(agents, tasks, task_bytes):
            file.write(piece)
    return path.stat().st_size


def write_slaves(path: Path, *, agents: int) -> int:
    with path.open("w", encoding="ascii") as file:
        file.write('{"slaves":[')
        file.writelines(_joined(_agent(number) for number in range(agents)))
        file.write('],"recovered_slaves":[]}')
    return path.stat().st_size


def _state(agents: int, tasks: int, task_bytes: int, frameworks: int = 40) -> Iterator[str]:
    master = {"version": "1.4.2", "id": "8a4a7f2e-0000-4000-8000-000000000001", "hostname": "127.0.0.1"}
    process = "master@127.0.0.1:5050"
    head = {**master, "pid": process, "leader": process, "activated_slaves": agents}
    yield f'{json.dumps(head, separators=(",", ":"))[:-1]},"slaves":['
    yield from _joined(_agent(number) for number in range(agents))
    yield '],"recovered_slaves":[],"frameworks":['
    for framework in range(frameworks):
        named = {"id": _framework(framework), "name": f"service-{framework}", "active": True, "connected": True}
        yield ("," if framework else "") + json.dumps(named, separators=(",", ":"))[:-1] + ',"tasks":['
        mine = range(framework, tasks, frameworks)
        yield from _joined(_task(number, framework, agents, task_bytes) for number in mine)
        yield '],"completed_tasks":[],"unreachable_tasks":[]}'
    yield '],"completed_frameworks":[],"orphan_tasks":[]}'


def _joined(pieces: Iterator[str]) -> Iterator[str]:
    for number, piece in enumerate(pieces):
        yield f",{piece}" if number else piece


def _framework(number: int) -> str:
    return f"8a4a7f2e-0000-4000-8000-000000000001-{number:04d}"


def _agent(number: int) -> str:
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    plain = {
        "id": f"8a4a7f2e-0000-4000-8000-000000000001-S{number}",
        "hostname": address,
        "port": 5051,
        "pid": f"slave(1)@{address}:5051",
        "active": True,
        "version": "1.4.2",
        "registered_time": 1531000000.5 + number,
        "attributes": {"rack": f"r{number % 40}", "zone": f"z{number % 3}"},
        "reserved_resources": {},
        "resources": {"cpus": 32.0, "mem": 128000.0, "disk": 900000.0, "ports": "[1025-2180, 2182-3887, 3889-5049]"},
    }
    return _filled(plain, AGENT_BYTES)


def _task(number: int, framework: int, agents: int, size: int) -> str:
    plain = {
        "id": f"app-{number % 5000}.{number:08x}-1111-11e8-9999-024200000000",
        "name": f"app-{number % 5000}",
        "framework_id": _framework(framework),
        "executor_id": "",
        "slave_id": f"8a4a7f2e-0000-4000-8000-000000000001-S{number % max(1, agents)}",
        "state": "TASK_RUNNING",
        "resources": {"cpus": 0.1, "mem": 128.0, "disk": 0.0, "gpus": 0.0, "ports": f"[{number % 20000 + 10000}]"},
        "role": "*",
        "statuses": [
            {"state": "TASK_STARTING", "timestamp": 1531000000.5, "container_status": {"executor_pid": number}},
            {"state": "TASK_RUNNING", "timestamp": 1531000001.5, "healthy": True},
        ],
        "discovery": {"visibility": "FRAMEWORK", "name": f"app-{number % 5000}", "ports": {}},
    }
    return _filled(plain, size)


def _filled(plain: dict[str, object], size: int) -> str:
    """The object with as many labels as bring it to about its size."""
    text = json.dumps(plain, separators=(",", ":"))
    labels = []
    while len(text) + 60 * len(labels) < size:
        labels.append({"key": f"label-{len(labels)}", "value": f"value-of-the-label-{len(labels):04d}"})
    return text[:-1] + ',"labels":' + json.dumps(labels, separators=(",", ":")) + "}"
