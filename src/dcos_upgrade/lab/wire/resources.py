"""Mesos' numbers: what an agent has, what its tasks use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.lab.world.offers import CPUS, EXECUTOR_CPUS, EXECUTOR_MEM, MEM, PUBLIC_ROLE
from dcos_upgrade.lab.world.tasks import Task

PORTS = "[1025-2180, 2182-3887, 3889-5049, 5052-8079, 8082-8180, 8182-32000]"
DISK = 35_577.0
NONE: dict[str, Any] = {"disk": 0.0, "mem": 0.0, "gpus": 0.0, "cpus": 0.0}


def total() -> dict[str, Any]:
    return {"disk": DISK, "mem": MEM, "gpus": 0.0, "cpus": CPUS, "ports": PORTS}


def used(tasks: Iterable[Task]) -> dict[str, Any]:
    listed = tuple(tasks)
    if not listed:
        return dict(NONE)
    return {
        "disk": 0.0,
        "mem": sum(task.mem + EXECUTOR_MEM for task in listed),
        "gpus": 0.0,
        "cpus": round(sum(task.cpus + EXECUTOR_CPUS for task in listed), 3),
        **ranges(port for task in listed for port in task.ports),
    }


def ranges(ports: Iterable[int]) -> dict[str, str]:
    """Ports as Mesos writes them; no entry where there are none."""
    listed = ", ".join(f"{port}-{port}" for port in sorted(ports))
    return {"ports": f"[{listed}]"} if listed else {}


def reserved(node: Node) -> dict[str, Any]:
    """A public agent gives everything to one role."""
    return {PUBLIC_ROLE: total()} if node.role is Role.PUBLIC_AGENT else {}


def unreserved(node: Node) -> dict[str, Any]:
    return dict(NONE) if node.role is Role.PUBLIC_AGENT else total()
