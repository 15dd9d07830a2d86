"""`/metrics/snapshot` of masters and agents: a flat map of floats. A follower's gauges of the cluster read 0."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.wire import mesos_documents as documents
from dcos_upgrade.lab.world.release import version
from dcos_upgrade.lab.world.tasks import RUNNING, UNREACHABLE
from dcos_upgrade.lab.world.unit import Process
from dcos_upgrade.lab.world.world import World


def master_metrics(world: World, node: NodeId, process: Process) -> dict[str, float]:
    master = world.mesos.masters[node]
    leads = world.mesos.leader == node
    metrics = {
        "master/elected": float(leads),
        "master/uptime_secs": world.now - process.started_at,
        "registrar/queued_operations": 0.0,
        "system/cpus_total": 2.0,
    }
    if master.log is not None:
        metrics["registrar/log/recovered"] = master.log
    if version(process.release) >= (1, 10, 0):
        metrics["registrar/log/ensemble_size"] = float(len(world.spec.inventory.masters))
    gauges = _gauges(world)
    return metrics | {name: value if leads else 0.0 for name, value in gauges.items()}


def _gauges(world: World) -> dict[str, float]:
    book, frameworks = world.book, documents.listed_frameworks(world)
    active = sum(entry.active for entry in book.entries.values())
    gone = len(book.entries) - active
    connected = sum(framework.connected for framework in frameworks)
    unreachable = sum(task.state == UNREACHABLE for task in world.tasks.live.values())
    values = {
        "master/slaves_active": active,
        "master/slaves_connected": active,
        "master/slaves_disconnected": gone,
        "master/slaves_inactive": gone,
        "master/slaves_unreachable": len(book.unreachable),
        "master/slave_unreachable_scheduled": book.unreachable_scheduled,
        "master/slave_unreachable_completed": book.unreachable_completed,
        "master/slave_unreachable_canceled": book.unreachable_canceled,
        "master/slave_removals": book.removals,
        "master/slave_registrations": book.registrations,
        "master/slave_reregistrations": book.reregistrations,
        "master/recovery_slave_removals": 0,
        "master/frameworks_active": connected,
        "master/frameworks_connected": connected,
        "master/frameworks_disconnected": len(frameworks) - connected,
        "master/frameworks_inactive": len(frameworks) - connected,
        "master/tasks_running": documents.running(world),
        "master/tasks_staging": sum(task.state == "TASK_STAGING" for task in documents.visible_tasks(world)),
        "master/tasks_unreachable": unreachable,
        "master/tasks_lost": sum(task.state == "TASK_LOST" for task in world.tasks.completed),
        "master/tasks_failed": sum(task.state == "TASK_FAILED" for task in world.tasks.completed),
    }
    return {name: float(value) for name, value in values.items()}


def agent_metrics(world: World, node: NodeId, process: Process) -> dict[str, float]:
    agent = world.agents.agents[node]
    tasks = [task for task in world.tasks.on(node) if task.state == RUNNING]
    return {
        "slave/registered": float(agent.registered),
        "slave/uptime_secs": world.now - process.started_at,
        "slave/recovery_errors": 0.0,
        **({"slave/recovery_time_secs": 0.1} if version(process.version("mesos")) >= (1, 7, 0) else {}),
        "slave/executors_running": float(len(tasks)),
        "slave/tasks_running": float(len(tasks)),
        "slave/frameworks_active": float(bool(tasks)),
        "system/cpus_total": 2.0,
    }
