"""Marathon's `/metrics` in the format of its era: Dropwizard up to 1.4, Kamon in 1.5 and 1.6, Dropwizard with new names after."""

from __future__ import annotations

from typing import Any

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.world.tasks import RUNNING, STAGING
from dcos_upgrade.lab.world.unit import Process
from dcos_upgrade.lab.world.world import World

OLD = "service.mesosphere.marathon."


def metrics(world: World, node: NodeId, process: Process) -> dict[str, Any]:
    at = era(process)
    if at < (1, 5):
        return _dropwizard(_old(world, node, process))
    if at < (1, 7):
        return _kamon(world, _old(world, node, process))
    return _dropwizard(_new(world, node, process))


def era(process: Process) -> tuple[int, ...]:
    """The minor of a Marathon process: (1, 4) to (1, 11)."""
    return tuple(int(part) for part in process.version("marathon").partition("-")[0].split(".")[:2] if part.isdigit())


def prometheus(world: World, node: NodeId, process: Process) -> str:
    """The new names in Prometheus' text format, from 1.7."""
    lines = ((name.replace(".", "_").replace("-", "_"), value) for name, value in _new(world, node, process).items())
    return "".join(f"# TYPE {name} gauge\n{name} {value}\n" for name, value in lines)


def _old(world: World, node: NodeId, process: Process) -> dict[str, float]:
    leads = world.marathons.leader == node
    tasks = [task for task in world.tasks.live.values() if task.framework == world.root_id] if leads else ()
    return {
        f"{OLD}uptime": int((world.now - process.started_at) * 1000),
        f"{OLD}leaderDuration": int((world.now - world.marathons.led_since) * 1000) if leads else 0,
        f"{OLD}app.count": len(world.scheduling.apps) if leads else 0,
        f"{OLD}group.count": 3 if leads else 0,
        f"{OLD}task.running.count": sum(task.state == RUNNING for task in tasks),
        f"{OLD}task.staged.count": sum(task.state == STAGING for task in tasks),
    }


def _new(world: World, node: NodeId, process: Process) -> dict[str, float]:
    old = _old(world, node, process)
    return {
        "marathon.uptime.gauge.seconds": old[f"{OLD}uptime"] / 1000,
        "marathon.leadership.duration.gauge.seconds": old[f"{OLD}leaderDuration"] / 1000,
        "marathon.apps.active.gauge": old[f"{OLD}app.count"],
        "marathon.groups.active.gauge": old[f"{OLD}group.count"],
        "marathon.instances.running.gauge": old[f"{OLD}task.running.count"],
        "marathon.instances.staged.gauge": old[f"{OLD}task.staged.count"],
        "marathon.deployments.active.gauge": len(world.deploying.under_way),
    }


def _dropwizard(gauges: dict[str, float]) -> dict[str, Any]:
    shown = {name: {"value": value} for name, value in gauges.items()}
    return {"version": "3.0.0", "gauges": shown, "counters": {}, "histograms": {}, "meters": {}, "timers": {}}


def _kamon(world: World, gauges: dict[str, float]) -> dict[str, Any]:
    """A gauge is a histogram's snapshot there."""
    shown = {
        name: {
            "count": 1,
            "min": value,
            "max": value,
            "mean": value,
            "tags": {},
            "unit": {"label": "n", "name": "unknown"},
        }
        for name, value in gauges.items()
    }
    empty: dict[str, Any] = {"counters": {}, "histograms": {}, "min-max-counters": {}}
    return {"start": world.now - 10.0, "end": world.now, "gauges": shown, **empty}
