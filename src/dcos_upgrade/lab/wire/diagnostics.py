"""`/system/health/v1`: this node's units, and on masters everybody's, as old as the last pull (Last-Modified-3DT)."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

from dcos_upgrade.core.cluster import ROLE_ON_THE_WIRE, Node, NodeId, Role
from dcos_upgrade.lab.wire.reply import NOT_FOUND, Ask, Reply, of_json
from dcos_upgrade.lab.world.diagnostics import UNKNOWN, Picture, UnitHealth, local_health
from dcos_upgrade.lab.world.release import version
from dcos_upgrade.lab.world.unit import Kind
from dcos_upgrade.lab.world.world import World

ROOT = "/system/health/v1"


def answer(world: World, node: NodeId, ask: Ask) -> Reply:
    process = world.hosts[node].process(Kind.DIAGNOSTICS)
    if process is None:
        return Reply(status=502)
    parts = ask.path.removeprefix(ROOT).strip("/").split("/")
    if parts == [""]:
        return of_json(_own(world, node, process.release))
    if world.hosts[node].node.role is not Role.MASTER:
        return NOT_FOUND
    if "cache" in ask.query:
        world.diagnostics.pull(node)
    picture = world.diagnostics.pictures.get(node)
    if picture is None:
        return Reply(status=503)
    body = _aggregated(picture, parts)
    stamp = {"Last-Modified-3DT": formatdate(picture.taken_at, usegmt=True)}
    return NOT_FOUND if body is None else of_json(body, headers=stamp)


def _own(world: World, node: NodeId, release: str) -> dict[str, Any]:
    host = world.hosts[node]
    agent = world.agents.agents.get(node)
    name = "3dt_version" if version(release) < (1, 10, 0) else "dcos_diagnostics_version"
    return {
        "units": [_unit(unit) for unit in local_health(host)],
        "hostname": node,
        "ip": host.node.address,
        "dcos_version": release,
        "node_role": _role(host.node),
        "mesos_id": (agent.agent_id or "") if agent else "",
        name: "0.4.0",
        **({"system": {"memory": {}, "load_avarage": {}, "disk_usage": []}} if version(release) < (1, 12, 0) else {}),
    }


def _aggregated(picture: Picture, parts: list[str]) -> Any:
    match parts:
        case ["nodes"]:
            return {"nodes": [_node(node, units) for node, units in picture.nodes]}
        case ["nodes", address]:
            return next((_node(node, units) for node, units in picture.nodes if node.address == address), None)
        case ["nodes", address, "units"]:
            found = next((units for node, units in picture.nodes if node.address == address), None)
            return None if found is None else {"units": [_unit(unit) for unit in found]}
        case ["units"]:
            return {"units": [{"id": name, "health": health, "name": name} for name, health in _worst(picture).items()]}
        case ["units", name, "nodes"]:
            having = [(node, unit) for node, units in picture.nodes for unit in units if unit.unit == name]
            return {"nodes": [_role_row(node) | {"health": unit.health} for node, unit in having]}
        case ["report"]:
            return {
                "Nodes": {node.address: {"Units": [_unit(unit) for unit in units]} for node, units in picture.nodes}
            }
        case _:
            return None


def _worst(picture: Picture) -> dict[str, int]:
    worst: dict[str, int] = {}
    for _, units in picture.nodes:
        for unit in units:
            worst[unit.unit] = max(worst.get(unit.unit, 0), unit.health)
    return dict(sorted(worst.items()))


def _node(node: Node, units: tuple[UnitHealth, ...]) -> dict[str, Any]:
    return {**_role_row(node), "health": max((unit.health for unit in units), default=UNKNOWN)}


def _role_row(node: Node) -> dict[str, Any]:
    return {"host_ip": node.address, "role": _role(node)}


def _role(node: Node) -> str:
    return "agent_public" if node.role is Role.PUBLIC_AGENT else ROLE_ON_THE_WIRE[node.role].replace("slave", "agent")


def _unit(unit: UnitHealth) -> dict[str, Any]:
    return {
        "id": unit.unit,
        "health": unit.health,
        "output": unit.output,
        "description": "",
        "help": "",
        "name": unit.unit,
    }
