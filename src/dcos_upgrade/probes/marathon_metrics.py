"""The figures of each master's Marathon that the workbook watches, from any of its three formats under one set of names.

Until 1.4 Dropwizard, in 1.5 and 1.6 Kamon (a gauge is a snapshot of a histogram there), from 1.7 Dropwizard under new names and in
seconds. Every figure may be missing: what is not in the answer is None, and never zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import http_json, unreadable

OLD, MILLI = "service.mesosphere.marathon.", 0.001
_TASKS, _LAUNCHER = f"{OLD}core.task.update.impl.", f"{OLD}core.launcher.impl."


class MarathonMetrics(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Times in seconds, all else counted. ``running`` and ``staged`` are tasks until 1.6 and instances since.

    Counters begin anew with each process; those named ``…_updates`` and ``offers`` only grow until then.
    """

    uptime: float | None = None
    leads_for: float | None = None
    apps: float | None = None
    groups: float | None = None
    running: float | None = None
    staged: float | None = None
    deployments: float | None = None
    queued_updates: float | None = None
    processing_updates: float | None = None
    published_updates: float | None = None
    status_updates: float | None = None
    resource_offers: float | None = None
    offers: float | None = None


NAMES: Mapping[str, tuple[tuple[str, float], ...]] = {
    "uptime": ((f"{OLD}uptime", MILLI), ("marathon.uptime.gauge.seconds", 1.0)),
    "leads_for": ((f"{OLD}leaderDuration", MILLI), ("marathon.leadership.duration.gauge.seconds", 1.0)),
    "apps": ((f"{OLD}app.count", 1.0), ("marathon.apps.active.gauge", 1.0)),
    "groups": ((f"{OLD}group.count", 1.0), ("marathon.groups.active.gauge", 1.0)),
    "running": ((f"{OLD}task.running.count", 1.0), ("marathon.instances.running.gauge", 1.0)),
    "staged": ((f"{OLD}task.staged.count", 1.0), ("marathon.instances.staged.gauge", 1.0)),
    "deployments": (("marathon.deployments.active.gauge", 1.0),),
    "queued_updates": ((f"{_TASKS}ThrottlingTaskStatusUpdateProcessor.queued", 1.0),),
    "processing_updates": ((f"{_TASKS}ThrottlingTaskStatusUpdateProcessor.processing", 1.0),),
    "published_updates": (
        (f"{_TASKS}TaskStatusUpdateProcessorImpl.publishFuture", 1.0),
        ("marathon.debug.publishing-task-status-update-duration.timer.seconds", 1.0),
    ),
    "status_updates": ((f"{OLD}MarathonScheduler.statusUpdate", 1.0),),
    "resource_offers": ((f"{OLD}MarathonScheduler.resourceOffers", 1.0),),
    "offers": (
        (f"{_LAUNCHER}OfferProcessorImpl.incomingOffers", 1.0),
        ("marathon.mesos.offers.incoming.counter", 1.0),
    ),
}
"""Each figure's names, and by what its number becomes ours. Those without a new name have no equal from 1.7 on."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "gauges": ("value", "max"),
    "min-max-counters": ("value", "max"),
    "counters": ("count",),
    "histograms": ("count",),
    "meters": ("count",),
    "timers": ("count",),
}
"""By the kind of a metric, which of its numbers counts: of a gauge its value (Kamon: the greatest of its snapshot), else how often."""


def parse(answer: Answer) -> MarathonMetrics:
    figures = dict(_figures(http_json(answer, dict[str, Any])))
    found = {name: _first(figures, names) for name, names in NAMES.items()}
    if not any(value is not None for value in found.values()):
        raise unreadable(answer, "these are not the metrics of a Marathon")
    return MarathonMetrics(**found)


def _figures(document: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Every metric that has a number of its kind."""
    for kind, keys in KINDS.items():
        group = document.get(kind)
        for name, metric in group.items() if isinstance(group, dict) else ():
            number = _number(metric, keys)
            if number is not None:
                yield name, number


def _number(metric: object, keys: tuple[str, ...]) -> float | None:
    found = [metric.get(key) for key in keys] if isinstance(metric, dict) else []
    return next((float(one) for one in found if isinstance(one, int | float) and not isinstance(one, bool)), None)


def _first(figures: Mapping[str, float], names: tuple[tuple[str, float], ...]) -> float | None:
    return next((figures[name] * factor for name, factor in names if name in figures), None)


PROBE = Probe(
    id="marathon-metrics",
    title="Figures of each master's Marathon",
    source="workbook, 'Appendix II' (Marathon metrics); Marathon /metrics, 1.4 to 1.11",
    fact=MarathonMetrics,
    question=HttpGet(service=Service.MARATHON, path="/metrics"),
    parse=parse,
    subjects=every_master,
)
