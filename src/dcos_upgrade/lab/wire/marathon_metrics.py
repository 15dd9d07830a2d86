"""Marathon's `/metrics` in the format of its era: Dropwizard up to 1.4, Kamon in 1.5 and 1.6, Dropwizard with new names after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dcos_upgrade.lab.world.deploying import Deploying
from dcos_upgrade.lab.world.tasks import RUNNING, STAGING, Task

OLD = "service.mesosphere.marathon."


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One Marathon process. ``uptime`` and ``leads_for`` in seconds; what is counted is 0 where it does not lead."""

    version: str
    now: float
    uptime: float
    leads_for: float = 0.0
    apps: int = 0
    groups: int = 0
    running: int = 0
    staged: int = 0
    deployments: int = 0


def measured(version: str, started_at: float, deploying: Deploying, *, led_since: float | None) -> Measured:
    """``led_since`` is None for one that does not lead."""
    now = deploying.scheduling.now
    if led_since is None:
        return Measured(version=version, now=now, uptime=now - started_at)
    apps = deploying.scheduling.apps
    tasks: list[Task] = [task for app in apps for task in deploying.scheduling.tasks_of(app.id)]
    return Measured(
        version=version,
        now=now,
        uptime=now - started_at,
        leads_for=now - led_since,
        apps=len(apps),
        groups=len({"/", *(group for app in apps for group in _groups_of(app.id))}),
        running=sum(task.state == RUNNING for task in tasks),
        staged=sum(task.state == STAGING for task in tasks),
        deployments=len(deploying.under_way),
    )


def metrics(now: Measured) -> dict[str, Any]:
    at = era(now.version)
    if at < (1, 5):
        return _dropwizard(_old(now))
    if at < (1, 7):
        return _kamon(now.now, _old(now))
    return _dropwizard(_new(now))


def era(version: str) -> tuple[int, ...]:
    """The minor of a Marathon process: (1, 4) to (1, 11)."""
    return tuple(int(part) for part in version.partition("-")[0].split(".")[:2] if part.isdigit())


def prometheus(now: Measured) -> str:
    """The new names in Prometheus' text format, from 1.7."""
    lines = ((name.replace(".", "_").replace("-", "_"), value) for name, value in _new(now).items())
    return "".join(f"# TYPE {name} gauge\n{name} {value}\n" for name, value in lines)


def _groups_of(app_id: str) -> list[str]:
    parts = app_id.strip("/").split("/")[:-1]
    return ["/".join(parts[: number + 1]) for number in range(len(parts))]


def _old(now: Measured) -> dict[str, float]:
    return {
        f"{OLD}uptime": int(now.uptime * 1000),
        f"{OLD}leaderDuration": int(now.leads_for * 1000),
        f"{OLD}app.count": now.apps,
        f"{OLD}group.count": now.groups,
        f"{OLD}task.running.count": now.running,
        f"{OLD}task.staged.count": now.staged,
    }


def _new(now: Measured) -> dict[str, float]:
    return {
        "marathon.uptime.gauge.seconds": int(now.uptime * 1000) / 1000,
        "marathon.leadership.duration.gauge.seconds": int(now.leads_for * 1000) / 1000,
        "marathon.apps.active.gauge": now.apps,
        "marathon.groups.active.gauge": now.groups,
        "marathon.instances.running.gauge": now.running,
        "marathon.instances.staged.gauge": now.staged,
        "marathon.deployments.active.gauge": now.deployments,
    }


def _dropwizard(gauges: dict[str, float]) -> dict[str, Any]:
    shown = {name: {"value": value} for name, value in gauges.items()}
    return {"version": "3.0.0", "gauges": shown, "counters": {}, "histograms": {}, "meters": {}, "timers": {}}


def _kamon(now: float, gauges: dict[str, float]) -> dict[str, Any]:
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
    return {"start": now - 10.0, "end": now, "gauges": shown, **empty}
