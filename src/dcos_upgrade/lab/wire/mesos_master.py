"""The Mesos master on port 5050: some answers of its own, the rest only from the leader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.wire import mesos_documents as documents
from dcos_upgrade.lab.wire.mesos_metrics import master_metrics
from dcos_upgrade.lab.wire.reply import NOT_FOUND, Ask, Reply, of_json, of_text
from dcos_upgrade.lab.world.release import version
from dcos_upgrade.lab.world.unit import Process
from dcos_upgrade.lab.world.world import World

PORT = 5050
PREFIX = "/master"
ELSEWHERE = frozenset({"/files/debug", "/metrics/snapshot", "/system/stats.json", "/version"})
"""Served by processes of their own beside the master's, so never with its prefix."""

JSON_ALIASES = frozenset({"/state", "/roles", "/tasks"})
"""Paths that masters before Mesos 1.8 (DC/OS 1.13) also know with ``.json``; the prefix /master stays."""


def answer(world: World, node: NodeId, ask: Ask) -> Reply:
    process = world.mesos.masters[node].process
    if process is None:
        return NOT_FOUND
    path = _plain(ask.path, process.release)
    if ask.path.startswith(PREFIX) and path in ELSEWHERE:
        return NOT_FOUND
    local = LOCAL.get(path)
    if local is not None:
        return local(world, node, process)
    if path == "/redirect":
        return _redirect(world, "")
    leading = LEADING.get(path)
    if leading is None:
        return NOT_FOUND
    if world.mesos.leader != node:
        return _redirect(world, f"/master{ask.path.removeprefix('/master')}{ask.query_text}")
    return of_json(leading(world, process, ask))


def _plain(path: str, release: str) -> str:
    """Without /master, and without .json where the release (before 1.13) knows such names."""
    plain = path.removeprefix("/master") or "/"
    bare = plain.removesuffix(".json")
    return bare if bare in JSON_ALIASES and version(release) < (1, 13, 0) else plain


def _redirect(world: World, path: str) -> Reply:
    """Scheme-relative, to the leader's advertised address."""
    leader = world.mesos.leader
    if leader is None:
        return of_text("No leader elected", status=503)
    known = world.spec.inventory.node(leader)
    address = known.address if known else ""
    return Reply(status=307, headers={"Location": f"//{address}:{PORT}{path}"})


def _metrics(world: World, node: NodeId, process: Process) -> Reply:
    return of_json(master_metrics(world, node, process))


def _health(world: World, node: NodeId, process: Process) -> Reply:
    return Reply()


def _version(world: World, node: NodeId, process: Process) -> Reply:
    return of_json({"version": process.version("mesos"), "build_user": ""})


def _flags(world: World, node: NodeId, process: Process) -> Reply:
    return of_json({"flags": documents.flags(world, world.hosts[node].node.address)})


def _files(world: World, node: NodeId, process: Process) -> Reply:
    return of_json({"/master/log": "/var/lib/dcos/mesos/log/mesos-master.log"})


def _system(world: World, node: NodeId, process: Process) -> Reply:
    """A machine of four processors with little to do."""
    loads = {"avg_load_1min": 0.4, "avg_load_5min": 0.3, "avg_load_15min": 0.2}
    return of_json({**loads, "cpus_total": 4, "mem_free_bytes": 12 << 30, "mem_total_bytes": 16 << 30})


def _state(world: World, process: Process, ask: Ask) -> Any:
    leader = world.mesos.leader
    address = world.hosts[leader].node.address if leader else ""
    return documents.state(world, process.version("mesos"), process.started_at, address)


def _summary(world: World, process: Process, ask: Ask) -> Any:
    return documents.summary(world)


def _slaves(world: World, process: Process, ask: Ask) -> Any:
    return documents.slaves(world)


def _frameworks(world: World, process: Process, ask: Ask) -> Any:
    listed = documents.frameworks(world)
    return {"frameworks": listed, "completed_frameworks": [], "unregistered_frameworks": []}


def _tasks(world: World, process: Process, ask: Ask) -> Any:
    """At most 100 unless asked for more."""
    listed = documents.all_tasks(world)
    if ask.first("order", "des") == "asc":
        listed.reverse()
    offset = ask.number("offset", 0)
    return {"tasks": listed[offset : offset + ask.number("limit", 100)]}


def _roles(world: World, process: Process, ask: Ask) -> Any:
    roles = sorted({known.role for known in world.frameworks.known})
    ids = {role: [known.id for known in world.frameworks.known if known.role == role] for role in roles}
    return {"roles": [{"name": role, "weight": 1.0, "frameworks": ids[role], "resources": {}} for role in roles]}


def _nothing_set(world: World, process: Process, ask: Ask) -> Any:
    """No quota, no maintenance: a message without fields, which real masters write as {}."""
    return {}


def _weights(world: World, process: Process, ask: Ask) -> Any:
    return []


LOCAL: dict[str, Callable[[World, NodeId, Process], Reply]] = {
    "/metrics/snapshot": _metrics,
    "/health": _health,
    "/version": _version,
    "/flags": _flags,
    "/files/debug": _files,
    "/system/stats.json": _system,
}
LEADING: dict[str, Callable[[World, Process, Ask], Any]] = {
    "/state": _state,
    "/state-summary": _summary,
    "/slaves": _slaves,
    "/frameworks": _frameworks,
    "/tasks": _tasks,
    "/roles": _roles,
    "/quota": _nothing_set,
    "/maintenance/schedule": _nothing_set,
    "/maintenance/status": _nothing_set,
    "/weights": _weights,
}
