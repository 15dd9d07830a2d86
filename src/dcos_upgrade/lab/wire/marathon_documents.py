"""Marathon's documents: apps with their tasks and counts, deployments, queue, info."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from dcos_upgrade.lab.world.apps import VERSION, App
from dcos_upgrade.lab.world.marathon import Deployment
from dcos_upgrade.lab.world.release import version
from dcos_upgrade.lab.world.tasks import RUNNING, STAGING, UNREACHABLE, Task
from dcos_upgrade.lab.world.unit import Process
from dcos_upgrade.lab.world.world import World

COUNTS = ("tasksStaged", "tasksRunning", "tasksHealthy", "tasksUnhealthy")

DEFAULTS: dict[str, Any] = {
    "backoffFactor": 1.15,
    "backoffSeconds": 1,
    "executor": "",
    "labels": {},
    "maxLaunchDelaySeconds": 3600,
    "gpus": 0,
    "requirePorts": False,
    "upgradeStrategy": {"minimumHealthCapacity": 1, "maximumOverCapacity": 1},
    "killSelection": "YOUNGEST_FIRST",
    "constraints": [],
}


def app(world: World, known: App, embeds: Collection[str]) -> dict[str, Any]:
    """An app as `/v2/apps` shows it; what is embedded depends on the question."""
    tasks = world.tasks.of_app(known.id)
    document = {
        **DEFAULTS,
        "unreachableStrategy": {"inactiveAfterSeconds": 0, "expungeAfterSeconds": 0},
        **known.definition,
        "version": VERSION,
        "versionInfo": {"lastScalingAt": VERSION, "lastConfigChangeAt": VERSION},
    }
    if "counts" in embeds or "tasks" in embeds:
        document |= counts(world, known, tasks)
    if "deployments" in embeds or "tasks" in embeds:
        document["deployments"] = [{"id": one.id} for one in world.marathons.deployments if one.app == known.id]
    if "tasks" in embeds:
        document["tasks"] = [task_document(world, known, task) for task in tasks]
    failure = world.scheduling.last_failures.get(known.id)
    if "lastTaskFailure" in embeds and failure is not None:
        document["lastTaskFailure"] = _failure(failure)
    if "taskStats" in embeds:
        document["taskStats"] = {"totalSummary": {"stats": {"counts": _stats(world, known, tasks)}}}
    return document


def counts(world: World, known: App, tasks: tuple[Task, ...]) -> dict[str, int]:
    running = sum(task.state in (RUNNING, UNREACHABLE) for task in tasks)
    checked = known.health_checked and world.marathons.health_known
    return {
        "tasksStaged": sum(task.state == STAGING for task in tasks),
        "tasksRunning": running,
        "tasksHealthy": sum(task.state == RUNNING for task in tasks) if checked else 0,
        "tasksUnhealthy": 0,
    }


def _stats(world: World, known: App, tasks: tuple[Task, ...]) -> dict[str, int]:
    values = counts(world, known, tasks)
    return {key.removeprefix("tasks").lower(): value for key, value in values.items()}


def task_document(world: World, known: App, task: Task) -> dict[str, Any]:
    document: dict[str, Any] = {
        "ipAddresses": [{"ipAddress": task.node.address, "protocol": "IPv4"}],
        "stagedAt": stamp(task.staged_at),
        "state": task.state,
        "ports": [task.port],
        "version": task.version,
        "id": task.id,
        "appId": task.app,
        "slaveId": task.agent_id,
        "host": task.node.address,
    }
    if task.started_at is not None:
        document["startedAt"] = stamp(task.started_at)
    if known.health_checked and world.marathons.health_known and task.state == RUNNING:
        document["healthCheckResults"] = [_health(world, task)]
    if known.resident:
        document["localVolumes"] = [{"containerPath": "store", "persistenceId": f"{task.id}#store"}]
    return document


def _health(world: World, task: Task) -> dict[str, Any]:
    return {
        "alive": True,
        "consecutiveFailures": 0,
        "firstSuccess": stamp(task.started_at or task.staged_at),
        "lastFailure": None,
        "lastFailureCause": None,
        "lastSuccess": stamp(world.now),
        "taskId": task.id,
    }


def _failure(task: Task) -> dict[str, Any]:
    return {
        "appId": task.app,
        "host": task.node.address,
        "message": f"the task is {task.state}",
        "slaveId": task.agent_id,
        "state": task.state,
        "taskId": task.id,
        "timestamp": stamp(task.ended_at or task.staged_at),
        "version": task.version,
    }


def deployment(one: Deployment) -> dict[str, Any]:
    action = {"action": "ScaleApplication", "app": one.app, "readinessCheckResults": []}
    step = {"actions": [{"action": "ScaleApplication", "app": one.app}]}
    return {
        "id": one.id,
        "version": one.version,
        "affectedApps": [one.app],
        "affectedPods": [],
        "steps": [step],
        "currentActions": [action],
        "currentStep": 1,
        "totalSteps": 1,
    }


def queue(world: World) -> list[dict[str, Any]]:
    apps = {known.id: known for known in world.scheduling.apps}
    return [
        {
            "app": app(world, apps[app_id], ()),
            "count": apps[app_id].instances - len(world.tasks.of_app(app_id)),
            "delay": {"timeLeftSeconds": 0, "overdue": True},
            "since": stamp(since),
        }
        for app_id, since in world.scheduling.waiting.items()
    ]


def info(world: World, process: Process) -> dict[str, Any]:
    """Always the leader's: a question to another instance is passed on."""
    framework = next(known for known in world.frameworks.known if known.name == "marathon")
    zookeepers = ",".join(f"{master.address}:2181" for master in world.spec.inventory.masters)
    leader = world.hosts[world.marathons.leader].node.address if world.marathons.leader else ""
    return {
        "name": "marathon",
        "version": process.version("marathon"),
        **({"buildref": "unknown"} if version(process.release) >= (1, 10, 0) else {}),
        "elected": True,
        "leader": f"{leader}:8080",
        "frameworkId": framework.id,
        "marathon_config": {
            "checkpoint": True,
            "features": ["vips", "task_killing", "external_volumes"],
            "failover_timeout": 604800,
            "ha": True,
            "hostname": leader,
            "master": f"zk://{zookeepers}/mesos",
            "mesos_role": "slave_public",
            "mesos_user": "root",
            "reconciliation_initial_delay": 15000,
            "reconciliation_interval": 600000,
        },
        "zookeeper_config": {
            "zk": f"zk://{zookeepers}/marathon",
            "zk_session_timeout": 10000,
            "zk_timeout": 10000,
            "zk_compression": True,
            "zk_compression_threshold": 65536,
            "zk_max_node_size": 1024000,
        },
        "http_config": {"http_port": 8080, "https_port": 8443},
    }


def groups(world: World) -> dict[str, Any]:
    """The tree of groups; an app lies in the group that its id names."""
    return _group("/", [(known, app(world, known, ("counts",))) for known in world.scheduling.apps])


def _group(group_id: str, apps: list[tuple[App, dict[str, Any]]]) -> dict[str, Any]:
    inside = group_id.rstrip("/") + "/"
    here = [document for known, document in apps if "/" not in known.id[len(inside) :]]
    below = sorted({known.id[len(inside) :].partition("/")[0] for known, _ in apps if "/" in known.id[len(inside) :]})
    children = [
        _group(inside + name, [pair for pair in apps if pair[0].id.startswith(f"{inside}{name}/")]) for name in below
    ]
    return {"id": group_id, "version": VERSION, "apps": here, "pods": [], "groups": children, "dependencies": []}


def stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
