"""The documents of the leading Mesos master: agents, frameworks, tasks, in the shapes that a real master gives."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from dcos_upgrade.lab.wire import resources
from dcos_upgrade.lab.world.book import Entry
from dcos_upgrade.lab.world.frameworks import Framework
from dcos_upgrade.lab.world.offers import attributes
from dcos_upgrade.lab.world.release import agent_capabilities, version
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.tasks import RUNNING, UNREACHABLE, Task
from dcos_upgrade.lab.world.world import World

TASK_STATES = (
    "TASK_STAGING",
    "TASK_STARTING",
    "TASK_RUNNING",
    "TASK_KILLING",
    "TASK_FINISHED",
    "TASK_KILLED",
    "TASK_FAILED",
    "TASK_LOST",
    "TASK_ERROR",
    "TASK_UNREACHABLE",
)


def slaves(world: World) -> dict[str, Any]:
    """Unreachable agents are not in it: they can only be missed."""
    if world.setting.bent(Bend.SLAVES_EMPTY):
        return {"slaves": [], "recovered_slaves": []}
    on = world.tasks.by_agent()
    return {
        "slaves": [slave(world, entry, on.get(entry.agent_id, ())) for entry in world.book.entries.values()],
        "recovered_slaves": recovered(world),
    }


def recovered(world: World) -> list[dict[str, Any]]:
    records = (world.book.records[agent_id] for agent_id in sorted(world.book.recovered))
    return [
        {
            "id": record.agent_id,
            "hostname": record.node.address,
            "port": 5051,
            "attributes": attributes(record.node),
        }
        for record in records
    ]


def slave(world: World, entry: Entry, tasks: Sequence[Task]) -> dict[str, Any]:
    """``tasks`` are those that run there. A leader of DC/OS 2.0 (Mesos 1.9) and later says of each agent whether it was taken out of service."""
    node = entry.node
    draining = version(world.mesos.release) >= (2, 0, 0)
    times = {"registered_time": entry.registered_at}
    if entry.reregistered_at is not None:
        times["reregistered_time"] = entry.reregistered_at
    return {
        "id": entry.agent_id,
        "hostname": node.address,
        "port": 5051,
        "attributes": attributes(node),
        "pid": f"slave(1)@{node.address}:5051",
        **times,
        "resources": resources.total(),
        "used_resources": resources.used(tasks),
        "offered_resources": dict(resources.NONE),
        "reserved_resources": resources.reserved(node),
        "unreserved_resources": resources.unreserved(node),
        "active": entry.active,
        "version": entry.version,
        **({"capabilities": able} if (able := agent_capabilities(_three(entry.version))) else {}),
        **({"deactivated": False} if draining else {}),
    }


def frameworks(world: World) -> list[dict[str, Any]]:
    return [framework(world, known) for known in listed_frameworks(world)]


def listed_frameworks(world: World) -> list[Framework]:
    """A new leader knows a framework when it has subscribed there, or an agent with a task of it has come back."""
    by_agents = {task.framework for task in visible_tasks(world)}
    return [known for known in world.frameworks.known if known.subscribed or known.id in by_agents]


def framework(world: World, known: Framework) -> dict[str, Any]:
    host = known.connected_host or known.host() or known.last_host
    address = _address(world, host) if host else ""
    live = [task for task in visible_tasks(world) if task.framework == known.id]
    done = [task for task in world.tasks.completed if task.framework == known.id]
    reregistered = {} if known.reregistered_at is None else {"reregistered_time": known.reregistered_at}
    return {
        "id": known.id,
        "name": known.name,
        "pid": f"scheduler-{known.id[:8]}@{address}:15101",
        "used_resources": resources.used(live),
        "offered_resources": dict(resources.NONE),
        "capabilities": ["TASK_KILLING_STATE", "PARTITION_AWARE"],
        "hostname": address,
        "webui_url": f"http://{address}:{known.port}" if address else "",
        "active": known.connected,
        "connected": known.connected,
        "recovered": known.recovered,
        "user": "root",
        "failover_timeout": known.failover_timeout,
        "checkpoint": True,
        "registered_time": known.registered_at,
        **reregistered,
        "unregistered_time": 0.0,
        "principal": known.principal or f"dcos_{known.name}",
        "resources": resources.used(live),
        "role": known.role,
        "tasks": [task_document(task) for task in live if task.state != UNREACHABLE],
        "unreachable_tasks": [task_document(task) for task in live if task.state == UNREACHABLE],
        "completed_tasks": [task_document(task) for task in done],
        "offers": [],
        "executors": [],
    }


def visible_tasks(world: World) -> list[Task]:
    """A leader knows a task only when the task's agent has come to it; one that went away again it remembers with its tasks."""
    there = {*world.book.entries, *world.book.left}
    return [task for task in world.tasks.live.values() if task.agent_id in there]


def task_document(task: Task) -> dict[str, Any]:
    address = {"protocol": "IPv4", "ip_address": task.node.address}
    status = {
        "state": task.state,
        **({"message": task.why} if task.why else {}),
        "timestamp": task.ended_at or task.started_at or task.staged_at,
        "container_status": {
            "container_id": {"value": task.container},
            "network_infos": [{"ip_addresses": [address]}],
        },
    }
    return {
        "id": task.id,
        "name": task.name,
        "framework_id": task.framework,
        "executor_id": "",
        "slave_id": task.agent_id,
        "state": task.state,
        "resources": {
            "disk": 0.0,
            "mem": task.mem,
            "gpus": 0.0,
            "cpus": task.cpus,
            **resources.ranges(task.ports),
        },
        "role": "slave_public" if resources.reserved(task.node) else "*",
        "statuses": [status],
        "labels": [],
    }


def all_tasks(world: World) -> list[dict[str, Any]]:
    listed = [*visible_tasks(world), *world.tasks.completed]
    return [task_document(task) for task in sorted(listed, key=lambda task: task.staged_at, reverse=True)]


def counts(tasks: list[Task]) -> dict[str, int]:
    return {state: sum(task.state == state for task in tasks) for state in TASK_STATES}


def summary(world: World) -> dict[str, Any]:
    listed, on = [], world.tasks.by_agent()
    for entry in () if world.setting.bent(Bend.SLAVES_EMPTY) else world.book.entries.values():
        tasks = on.get(entry.agent_id, [])
        listed.append(
            {**slave(world, entry, tasks), **counts(tasks), "framework_ids": sorted({task.framework for task in tasks})}
        )
    slim = []
    for document in frameworks(world):
        tasks = [task for task in visible_tasks(world) if task.framework == document["id"]]
        kept = {key: document[key] for key in ("id", "name", "active", "connected", "webui_url", "hostname")}
        slim.append({**kept, **counts(tasks), "slave_ids": sorted({task.agent_id for task in tasks})})
    return {
        "hostname": _address(world, world.mesos.leader or ""),
        "cluster": world.spec.inventory.cluster,
        "slaves": listed,
        "frameworks": slim,
    }


def state(world: World, process_version: str, started_at: float, address: str) -> dict[str, Any]:
    pid = f"master@{address}:5050"
    entries = world.book.entries.values()
    master_id = leader_id(world)
    return {
        "version": process_version,
        "build_user": "",
        "start_time": started_at,
        "elected_time": world.mesos.elected_at,
        "id": master_id,
        "pid": pid,
        "hostname": address,
        "activated_slaves": float(sum(entry.active for entry in entries)),
        "deactivated_slaves": float(sum(not entry.active for entry in entries)),
        "unreachable_slaves": float(len(world.book.unreachable)),
        "leader": pid,
        "leader_info": {"id": master_id, "pid": pid, "port": 5050, "hostname": address},
        "cluster": world.spec.inventory.cluster,
        "flags": flags(world, address),
        **slaves(world),
        "frameworks": frameworks(world),
        "completed_frameworks": [],
        "orphan_tasks": [],
        "unregistered_frameworks": [],
    }


def leader_id(world: World) -> str:
    """Each process of a master has another id of its own; those of agents and frameworks outlive it."""
    process = world.mesos.process_of_leader()
    name = f"{world.spec.cluster_id} {world.mesos.leader} {process.pid if process else 0}"
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


def flags(world: World, address: str) -> dict[str, str]:
    masters = world.spec.inventory.masters
    return {
        "agent_ping_timeout": "15secs",
        "agent_reregister_timeout": "10mins",
        "cluster": world.spec.inventory.cluster,
        "hostname": address,
        "ip": address,
        "logging_level": "INFO",
        "max_agent_ping_timeouts": "20",
        "port": "5050",
        "quiet": "false",
        "quorum": str(len(masters) // 2 + 1),
        "registry": "replicated_log",
        "work_dir": "/var/lib/dcos/mesos/master",
        "zk": f"zk://{','.join(f'{master.address}:2181' for master in masters)}/mesos",
        "zk_session_timeout": "10secs",
    }


def running(world: World) -> int:
    return sum(task.state == RUNNING for task in visible_tasks(world))


def _address(world: World, node: str) -> str:
    known = world.spec.inventory.node(node)
    return known.address if known else ""


@lru_cache(maxsize=64)
def _three(text: str) -> str:
    return ".".join(text.partition("-")[0].split(".")[:3])
