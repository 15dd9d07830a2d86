"""Metronome on port 9000, with one job that runs every night and one that has no schedule."""

from __future__ import annotations

from typing import Any

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.wire.reply import NOT_FOUND, Ask, Reply, of_json, of_text
from dcos_upgrade.lab.world.unit import Kind
from dcos_upgrade.lab.world.world import World

PORT = 9000

NIGHTLY = {
    "id": "nightly",
    "cron": "0 3 * * *",
    "timezone": "UTC",
    "startingDeadlineSeconds": 900,
    "concurrencyPolicy": "ALLOW",
    "enabled": True,
    "nextRunAt": "2030-01-01T03:00:00.000+0000",
}
SCHEDULES: dict[str, list[dict[str, Any]]] = {"housekeeping.nightly-report": [NIGHTLY], "import-once": []}


def answer(world: World, node: NodeId, ask: Ask) -> Reply:
    process = world.hosts[node].process(Kind.METRONOME)
    version = process.version("metronome") if process else "unknown"
    match ask.path:
        case "/ping":
            return of_text("pong\n")
        case "/info":
            return of_json({"version": version, "libVersion": version})
        case "/v1/jobs":
            embeds = ask.query.get("embed", ())
            return of_json([_job(job, schedules, embeds) for job, schedules in SCHEDULES.items()])
        case _:
            return NOT_FOUND


def _job(job: str, schedules: list[dict[str, Any]], embeds: tuple[str, ...]) -> dict[str, Any]:
    """What is embedded depends on the question."""
    run = {
        "cmd": "sleep 10",
        "cpus": 0.1,
        "mem": 32,
        "disk": 0,
        "env": {},
        "placement": {"constraints": []},
        "artifacts": [],
        "maxLaunchDelay": 3600,
        "volumes": [],
        "restart": {"policy": "NEVER"},
    }
    document: dict[str, Any] = {"id": job, "description": "", "labels": {}, "run": run}
    if "activeRuns" in embeds:
        document["activeRuns"] = []
    if "schedules" in embeds:
        document["schedules"] = schedules
    if "historySummary" in embeds:
        document["historySummary"] = {
            "successCount": 0,
            "failureCount": 0,
            "lastSuccessAt": None,
            "lastFailureAt": None,
        }
    return document
