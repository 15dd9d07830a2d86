"""Mesos' numbers: what an agent has, what its tasks use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.lab.world.tasks import Task

PORTS = "[1025-2180, 2182-3887, 3889-5049, 5052-8079, 8082-8180, 8182-32000]"
CPUS, MEM, DISK = 4.0, 14_336.0, 35_577.0
TASK_CPUS, TASK_MEM, EXECUTOR_CPUS, EXECUTOR_MEM = 0.2, 64.0, 0.1, 32.0
NONE: dict[str, Any] = {"disk": 0.0, "mem": 0.0, "gpus": 0.0, "cpus": 0.0}


def total() -> dict[str, Any]:
    return {"disk": DISK, "mem": MEM, "gpus": 0.0, "cpus": CPUS, "ports": PORTS}


def used(tasks: Iterable[Task]) -> dict[str, Any]:
    listed = tuple(tasks)
    if not listed:
        return dict(NONE)
    ports = ", ".join(f"{task.port}-{task.port}" for task in sorted(listed, key=lambda task: task.port))
    cpus = round((TASK_CPUS + EXECUTOR_CPUS) * len(listed), 3)
    return {
        "disk": 0.0,
        "mem": (TASK_MEM + EXECUTOR_MEM) * len(listed),
        "gpus": 0.0,
        "cpus": cpus,
        "ports": f"[{ports}]",
    }


def reserved(node: Node) -> dict[str, Any]:
    """A public agent gives everything to one role."""
    return {"slave_public": total()} if node.role is Role.PUBLIC_AGENT else {}


def unreserved(node: Node) -> dict[str, Any]:
    return dict(NONE) if node.role is Role.PUBLIC_AGENT else total()


def attributes(node: Node) -> dict[str, str]:
    rack = {"rack": node.rack} if node.rack else {}
    return {"public_ip": "true", **rack} if node.role is Role.PUBLIC_AGENT else rack
