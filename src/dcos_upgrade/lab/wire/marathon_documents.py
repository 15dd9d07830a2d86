"""Marathon's documents: apps with their tasks and counts, deployments, queue, info."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from dcos_upgrade.lab.world.apps import VERSION, App
from dcos_upgrade.lab.world.deploying import Deploying
from dcos_upgrade.lab.world.deployment import Deployment
from dcos_upgrade.lab.world.release import version
from dcos_upgrade.lab.world.tasks import RUNNING, STAGING, UNREACHABLE, Task
from dcos_upgrade.lab.world.unit import Process
from dcos_upgrade.lab.world.world import World

COUNTS = ("tasksStaged", "tasksRunning", "tasksHealthy", "tasksUnhealthy")

DEFAULTS: dict[str, Any] = {
    "cpus": 1.0,
    "mem": 128.0,
    "disk": 0.0,
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
    "dependencies": [],
}


def app(marathon: Deploying, known: App, embeds: Collection[str]) -> dict[str, Any]:
    """An app as `/v2/apps` shows it; what is embedded depends on the question."""
    running = marathon.scheduling.tasks_of(known.id)
    document = {
        **DEFAULTS,
        "unreachableStrategy": {"inactiveAfterSeconds": 0, "expungeAfterSeconds": 0},
        **known.definition,
        "version": known.version,
        "versionInfo": {"lastScalingAt": known.scaled_at, "lastConfigChangeAt": known.changed_at},
    }
    if "counts" in embeds or "tasks" in embeds:
        document |= counts(marathon, known, running)
    if "deployments" in embeds or "tasks" in embeds:
        document["deployments"] = [{"id": one.id} for one in marathon.of(known.id)]
    if "tasks" in embeds:
        document["tasks"] = tasks(marathon, known)
    failure = marathon.scheduling.last_failures.get(known.id)
    if "lastTaskFailure" in embeds and failure is not None:
        document["lastTaskFailure"] = _failure(failure)
    if "taskStats" in embeds:
        document["taskStats"] = {"totalSummary": {"stats": {"counts": _stats(marathon, known, running)}}}
    return document


def counts(marathon: Deploying, known: App, listed: tuple[Task, ...]) -> dict[str, int]:
    running = sum(task.state in (RUNNING, UNREACHABLE) for task in listed)
    checked = known.health_checked and marathon.scheduling.marathon.health_known
    return {
        "tasksStaged": sum(task.state == STAGING for task in listed),
        "tasksRunning": running,
        "tasksHealthy": sum(task.state == RUNNING and task.listens for task in listed) if checked else 0,
        "tasksUnhealthy": sum(marathon.scheduling.unwell(known, task) for task in listed) if checked else 0,
    }


def _stats(marathon: Deploying, known: App, listed: tuple[Task, ...]) -> dict[str, int]:
    values = counts(marathon, known, listed)
    return {key.removeprefix("tasks").lower(): value for key, value in values.items()}


def tasks(marathon: Deploying, known: App) -> list[dict[str, Any]]:
    return [task_document(marathon, known, task) for task in marathon.scheduling.tasks_of(known.id)]


def task_document(marathon: Deploying, known: App, task: Task) -> dict[str, Any]:
    document: dict[str, Any] = {
        "ipAddresses": [{"ipAddress": task.node.address, "protocol": "IPv4"}],
        "stagedAt": stamp(task.staged_at),
        "state": task.state,
        "ports": list(task.ports),
        "version": task.version,
        "id": task.id,
        "appId": task.app,
        "slaveId": task.agent_id,
        "host": task.node.address,
    }
    if task.started_at is not None:
        document["startedAt"] = stamp(task.started_at)
    if known.health_checked and _judged(marathon, known, task):
        document["healthCheckResults"] = [_health(marathon.scheduling.now, task)]
    if known.resident:
        document["localVolumes"] = [{"containerPath": "store", "persistenceId": f"{task.id}#store"}]
    return document


def _judged(marathon: Deploying, known: App, task: Task) -> bool:
    """Whether there is a result of its health checks that counts."""
    scheduling = marathon.scheduling
    well = task.state == RUNNING and task.listens
    return scheduling.marathon.health_known and (well or scheduling.unwell(known, task))


def _health(now: float, task: Task) -> dict[str, Any]:
    well = task.listens
    return {
        "alive": well,
        "consecutiveFailures": 0 if well else 1,
        "firstSuccess": stamp(task.started_at or task.staged_at) if well else None,
        "lastFailure": None if well else stamp(now),
        "lastFailureCause": None if well else "ConnectionAttemptFailedException: Connection refused",
        "lastSuccess": stamp(now) if well else None,
        "taskId": task.id,
    }


def _failure(task: Task) -> dict[str, Any]:
    return {
        "appId": task.app,
        "host": task.node.address,
        "message": task.why or f"the task is {task.state}",
        "slaveId": task.agent_id,
        "state": task.state,
        "taskId": task.id,
        "timestamp": stamp(task.ended_at or task.staged_at),
        "version": task.version,
    }


def deployment(one: Deployment) -> dict[str, Any]:
    actions = [{"action": action, "app": one.app} for action in one.steps]
    return {
        "id": one.id,
        "version": one.version,
        "affectedApps": [one.app],
        "affectedPods": [],
        "steps": [{"actions": [action]} for action in actions],
        "currentActions": [{**actions[one.step], "readinessCheckResults": []}],
        "currentStep": one.step + 1,
        "totalSteps": len(actions),
    }


def queue(marathon: Deploying) -> list[dict[str, Any]]:
    """Launches that wait for an offer, or for the end of their back-off."""
    apps = {known.id: known for known in marathon.scheduling.apps}
    return [
        {
            "app": app(marathon, apps[app_id], ()),
            "count": max(1, apps[app_id].instances - len(marathon.scheduling.tasks_of(app_id))),
            "delay": _delay(marathon, app_id),
            "since": stamp(since),
        }
        for app_id, since in marathon.scheduling.waiting.items()
        if app_id in apps
    ]


def _delay(marathon: Deploying, app_id: str) -> dict[str, Any]:
    back_off = marathon.scheduling.back_offs.get(app_id)
    left = max(0.0, back_off.until - marathon.scheduling.now) if back_off else 0.0
    return {"timeLeftSeconds": math.ceil(left), "overdue": left == 0}


def info(world: World, process: Process) -> dict[str, Any]:
    """Always the leader's: a question to another instance is passed on."""
    zookeepers = ",".join(f"{master.address}:2181" for master in world.spec.inventory.masters)
    leader = world.hosts[world.marathons.leader].node.address if world.marathons.leader else ""
    return info_of(
        process.version("marathon"),
        world.root_id,
        address=leader,
        port=8080,
        master=f"zk://{zookeepers}/mesos",
        zk=f"zk://{zookeepers}/marathon",
        role="slave_public",
        buildref=version(process.release) >= (1, 10, 0),
    )


def info_of(
    marathon: str, framework_id: str, *, address: str, port: int, master: str, zk: str, role: str, buildref: bool
) -> dict[str, Any]:
    """What a leading Marathon of this version says of itself; its name is the program's, not its framework's."""
    return {
        "name": "marathon",
        "version": marathon,
        **({"buildref": "unknown"} if buildref else {}),
        "elected": True,
        "leader": f"{address}:{port}",
        "frameworkId": framework_id,
        "marathon_config": {
            "checkpoint": True,
            "features": ["vips", "task_killing", "external_volumes"],
            "failover_timeout": 604800,
            "ha": True,
            "hostname": address,
            "master": master,
            "mesos_role": role,
            "mesos_user": "root",
            "reconciliation_initial_delay": 15000,
            "reconciliation_interval": 600000,
        },
        "zookeeper_config": {
            "zk": zk,
            "zk_session_timeout": 10000,
            "zk_timeout": 10000,
            "zk_compression": True,
            "zk_compression_threshold": 65536,
            "zk_max_node_size": 1024000,
        },
        "http_config": {"http_port": port, "https_port": 8443},
    }


def groups(marathon: Deploying, embeds: Collection[str] = ("groups", "apps", "pods")) -> dict[str, Any]:
    """The tree of groups; an app lies in the group that its id names. Only what is asked for is in it."""
    return _group("/", [(known, app(marathon, known, ("counts",))) for known in marathon.scheduling.apps], embeds)


def _group(group_id: str, apps: list[tuple[App, dict[str, Any]]], embeds: Collection[str]) -> dict[str, Any]:
    inside = group_id.rstrip("/") + "/"
    below = sorted({known.id[len(inside) :].partition("/")[0] for known, _ in apps if "/" in known.id[len(inside) :]})
    document: dict[str, Any] = {"id": group_id, "version": VERSION, "dependencies": []}
    if "apps" in embeds:
        document["apps"] = [shown for known, shown in apps if "/" not in known.id[len(inside) :]]
    if "pods" in embeds:
        document["pods"] = []
    if "groups" in embeds:
        document["groups"] = [
            _group(inside + name, [pair for pair in apps if pair[0].id.startswith(f"{inside}{name}/")], embeds)
            for name in below
        ]
    return document


def stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
