"""What an agent has to offer: its attributes, its processors and memory, its ports; and whether a task fits into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import count

from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.lab.world.tasks import Task

CPUS, MEM = 4.0, 14_336.0
EXECUTOR_CPUS, EXECUTOR_MEM = 0.1, 32.0
FIRST_PORT, LAST_PORT = 1025, 32_000
TAKEN = frozenset({2181, 2222, 3888, 5050, 5051, 8080, 8081, 8181})
"""Ports of the node itself; 2222 is where the lab's SSH listens."""

PUBLIC_ROLE = "slave_public"


def attributes(node: Node) -> dict[str, str]:
    rack = {"rack": node.rack} if node.rack else {}
    return {"public_ip": "true", **rack} if node.role is Role.PUBLIC_AGENT else rack


def role_of(node: Node) -> str:
    """A public agent gives everything to one role."""
    return PUBLIC_ROLE if node.role is Role.PUBLIC_AGENT else "*"


def has_room(tasks: Iterable[Task], cpus: float, mem: float) -> bool:
    """Whether one more task of this size goes beside these."""
    listed = tuple(tasks)
    used_cpus = sum(task.cpus + EXECUTOR_CPUS for task in listed)
    used_mem = sum(task.mem + EXECUTOR_MEM for task in listed)
    return used_cpus + cpus + EXECUTOR_CPUS <= CPUS and used_mem + mem + EXECUTOR_MEM <= MEM


class Ports:
    """Host ports, the next one for whoever does not care which."""

    def __init__(self) -> None:
        self._next = count(FIRST_PORT)

    def pick(self, wanted: Sequence[int], used: Iterable[int]) -> tuple[int, ...] | None:
        """A port for each of ``wanted``, where 0 is any; None when one of them is not to be had."""
        taken = TAKEN | set(used)
        if any(port in taken or not FIRST_PORT <= port <= LAST_PORT for port in wanted if port):
            return None
        return tuple(port or self._free(taken | set(wanted)) for port in wanted)

    def _free(self, taken: Iterable[int]) -> int:
        while True:
            port = FIRST_PORT + (next(self._next) - FIRST_PORT) % (LAST_PORT - FIRST_PORT)
            if port not in taken:
                return port


def holds(constraint: Sequence[str], node: Node, others: Sequence[Node]) -> bool:
    """One of Marathon's constraints, for one more task of an app whose other tasks run on ``others``."""
    field, operator, *rest = constraint
    value = rest[0] if rest else ""
    mine, theirs = _value(field, node), [_value(field, other) for other in others]
    match operator.upper():
        case "LIKE":
            return mine is not None and re.fullmatch(value, mine) is not None
        case "UNLIKE":
            return mine is None or re.fullmatch(value, mine) is None
        case "IS":
            return mine == value
        case "CLUSTER":
            return mine is not None and (mine == value if value else all(other == mine for other in theirs))
        case "UNIQUE":
            return mine is not None and mine not in theirs
        case "MAX_PER":
            return mine is not None and theirs.count(mine) < int(value)
        case _:
            return mine is not None and _evenly(mine, theirs)


def _evenly(mine: str, theirs: Sequence[str | None]) -> bool:
    """GROUP_BY among the groups that are known: none gets its next before all have as many."""
    counts = {group: theirs.count(group) for group in theirs}
    return counts.get(mine, 0) <= min(counts.values(), default=0) or mine not in counts


def _value(field: str, node: Node) -> str | None:
    return node.address if field in ("hostname", "@hostname") else attributes(node).get(field)
