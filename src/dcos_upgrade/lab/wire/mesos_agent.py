"""The Mesos agent on port 5051."""

from __future__ import annotations

from typing import Any

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.wire import resources
from dcos_upgrade.lab.wire.mesos_documents import task_document
from dcos_upgrade.lab.wire.mesos_master import ELSEWHERE
from dcos_upgrade.lab.wire.mesos_metrics import agent_metrics
from dcos_upgrade.lab.wire.reply import NOT_FOUND, Ask, Reply, of_json, of_text
from dcos_upgrade.lab.world.offers import EXECUTOR_CPUS, EXECUTOR_MEM, attributes
from dcos_upgrade.lab.world.release import agent_capabilities, version
from dcos_upgrade.lab.world.tasks import ALIVE, Task
from dcos_upgrade.lab.world.unit import Process
from dcos_upgrade.lab.world.world import World

PORT = 5051
PREFIX = "/slave(1)"


def answer(world: World, node: NodeId, ask: Ask) -> Reply:
    process = world.agents.agents[node].process
    if process is None:
        return NOT_FOUND
    path = ask.path.removeprefix(PREFIX)
    if path in ELSEWHERE and ask.path != path:
        return NOT_FOUND
    if path == "/state.json" and version(process.release) < (1, 13, 0):
        path = "/state"
    match path:
        case "/health":
            return Reply()
        case "/version":
            return of_json({"version": process.version("mesos"), "build_user": ""})
        case "/metrics/snapshot":
            return of_json(agent_metrics(world, node, process))
        case "/state" if world.agents.recovering(node):
            return of_text("Agent has not finished recovery", status=503)
        case "/state":
            return of_json(_state(world, node, process))
        case "/containers":
            return of_json(_containers(world, node, process))
        case "/flags":
            return of_json({"flags": _flags(world, node)})
        case _:
            return NOT_FOUND


def _state(world: World, node: NodeId, process: Process) -> dict[str, Any]:
    agent = world.agents.agents[node]
    leader = world.mesos.leader if agent.registered else None
    address = agent.node.address
    return {
        "version": process.version("mesos"),
        "build_user": "",
        "start_time": process.started_at,
        "id": agent.agent_id or "",
        "pid": f"slave(1)@{address}:{PORT}",
        "hostname": address,
        "capabilities": agent_capabilities(process.version("mesos")),
        "resources": resources.total(),
        "reserved_resources": resources.reserved(agent.node),
        "unreserved_resources": resources.unreserved(agent.node),
        "attributes": attributes(agent.node),
        **({"master_hostname": world.hosts[leader].node.address} if leader else {}),
        "flags": _flags(world, node),
        "frameworks": _frameworks(world, node),
        "completed_frameworks": [],
    }


def _flags(world: World, node: NodeId) -> dict[str, str]:
    return {
        "hostname": world.hosts[node].node.address,
        "port": str(PORT),
        "attributes": ";".join(f"{name}:{value}" for name, value in attributes(world.hosts[node].node).items()),
        "logging_level": "INFO",
        "recover": "reconnect",
        "work_dir": "/var/lib/mesos/slave",
        "master": "zk://zk-1.zk:2181,zk-2.zk:2181,zk-3.zk:2181,zk-4.zk:2181,zk-5.zk:2181/mesos",
    }


def _frameworks(world: World, node: NodeId) -> list[dict[str, Any]]:
    """Those with tasks here."""
    tasks = _tasks(world, node)
    here = {task.framework for task in tasks}
    return [
        {
            "id": known.id,
            "name": known.name,
            "user": "root",
            "failover_timeout": known.failover_timeout,
            "checkpoint": True,
            "role": known.role,
            "executors": [_executor(task) for task in tasks if task.framework == known.id],
            "completed_executors": [],
        }
        for known in world.frameworks.known
        if known.id in here
    ]


def _executor(task: Task) -> dict[str, Any]:
    base = f"/var/lib/mesos/slave/slaves/{task.agent_id}/frameworks/{task.framework}"
    return {
        "id": task.id,
        "name": f"Command Executor (Task: {task.id})",
        "source": task.id,
        "container": task.container,
        "directory": f"{base}/executors/{task.id}/runs/{task.container}",
        "resources": resources.used((task,)),
        "tasks": [task_document(task)],
        "queued_tasks": [],
        "completed_tasks": [],
    }


def _containers(world: World, node: NodeId, process: Process) -> list[dict[str, Any]]:
    return [
        {
            "container_id": task.container,
            "executor_id": task.id,
            "executor_name": f"Command Executor (Task: {task.id})",
            "framework_id": task.framework,
            "source": task.id,
            "statistics": {**_limits(task, process), "timestamp": world.now},
            "status": {"container_id": {"value": task.container}},
        }
        for task in _tasks(world, node)
    ]


def _limits(task: Task, process: Process) -> dict[str, Any]:
    """With its executor's share. From Mesos 1.10 a task's request and its limit are two things, and have two names."""
    cpus, memory = round(task.cpus + EXECUTOR_CPUS, 3), int(task.mem + EXECUTOR_MEM) * 1024 * 1024
    if version(process.version("mesos")) >= (1, 10, 0):
        return {"cpus_soft_limit": cpus, "mem_limit_bytes": memory, "mem_soft_limit_bytes": memory}
    return {"cpus_limit": cpus, "mem_limit_bytes": memory}


def _tasks(world: World, node: NodeId) -> list[Task]:
    """The agent itself does not know that the master counts it as unreachable."""
    return [task for task in world.tasks.on(node) if task.state in ALIVE]
