"""Metronome on port 9000: it has no jobs in the lab."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.wire.reply import NOT_FOUND, Ask, Reply, of_json, of_text
from dcos_upgrade.lab.world.unit import Kind
from dcos_upgrade.lab.world.world import World

PORT = 9000


def answer(world: World, node: NodeId, ask: Ask) -> Reply:
    process = world.hosts[node].process(Kind.METRONOME)
    version = process.version("metronome") if process else "unknown"
    match ask.path:
        case "/ping":
            return of_text("pong\n")
        case "/info":
            return of_json({"version": version, "libVersion": version})
        case "/v1/jobs":
            return of_json([])
        case _:
            return NOT_FOUND
