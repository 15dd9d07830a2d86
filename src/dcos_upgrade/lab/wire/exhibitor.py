"""Exhibitor on port 8181: each one's own view, as old as its last check; slow while it asks a peer that is gone."""

from __future__ import annotations

from typing import Any

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.wire import zookeeper
from dcos_upgrade.lab.wire.reply import NOT_FOUND, Ask, Reply, of_json, of_text
from dcos_upgrade.lab.world.world import World

PORT = 8181
ROOT = "/exhibitor/v1"


def answer(world: World, node: NodeId, ask: Ask) -> Reply:
    if ask.method == "POST":
        return of_json({"succeeded": False, "message": "the lab's configuration is fixed"})
    if ask.method != "GET":
        return Reply(status=405)
    path = ask.path.removeprefix(ROOT)
    delay = world.exhibitors.answer_delay(node)
    match path.strip("/").split("/"):
        case ["cluster", "status"]:
            return of_json(_status(world, node), delay=delay)
        case ["cluster", "status", host]:
            return _about(world, node, host, delay)
        case ["cluster", "state"]:
            return of_json(_state(world, node))
        case ["cluster", "list"]:
            return _list(world, ask)
        case ["config", "get-state"]:
            return of_json(_config(world, node), headers={"ETag": '"1"'})
        case ["cluster", "restart"]:
            return _restart(world, node)
        case ["cluster", "4ltr", word]:
            return of_json(
                {"response": zookeeper.answer(world, node, word.lower()), "errorMessage": "", "success": True}
            )
        case _:
            return NOT_FOUND


def _restart(world: World, node: NodeId) -> Reply:
    """A GET, and yet it restarts ZooKeeper: what a careless crawler does."""
    world.zookeeper.stop(node)
    process = world.exhibitors.instances[node].process
    world.zookeeper.start(node, process.version("zookeeper") if process else "unknown")
    return of_json({"succeeded": True, "message": "OK"})


def _status(world: World, node: NodeId) -> list[dict[str, Any]]:
    return [
        {
            "code": int(row.code),
            "description": row.code.description,
            "hostname": world.hosts[row.node].node.address,
            "isLeader": row.leader,
        }
        for row in world.exhibitors.instances[node].view
    ]


def _about(world: World, node: NodeId, host: str, delay: float) -> Reply:
    """One peer, wrapped; a peer that cannot be reached is a success:false in a 200."""
    row = next((row for row in _status(world, node) if row["hostname"] == host), None)
    success = row is not None and row["code"] != 1
    error = "" if success else f"{host} cannot be reached"
    return of_json({"response": row, "errorMessage": error, "success": success}, delay=delay)


def _state(world: World, node: NodeId) -> dict[str, Any]:
    instance = world.exhibitors.instances[node]
    return {
        "switches": {"restarts": True, "cleanup": True, "backups": True, "unlistedRestarts": True},
        "state": int(instance.code),
        "description": instance.code.description,
        "isLeader": instance.leader,
    }


def _list(world: World, ask: Ask) -> Reply:
    servers = [master.address for master in world.spec.inventory.masters]
    if "application/json" in ask.headers.get("accept", ""):
        return of_json({"servers": servers, "port": 2181})
    listed = "&".join(f"server{number}={server}" for number, server in enumerate(servers))
    return of_text(f"count={len(servers)}&{listed}&port=2181")


def _config(world: World, node: NodeId) -> dict[str, Any]:
    masters = world.spec.inventory.masters
    number = next(number for number, master in enumerate(masters, start=1) if master.id == node)
    base = "/var/lib/dcos/exhibitor/zookeeper"
    return {
        "version": "1.5.6",
        "running": True,
        "backupActive": False,
        "standaloneMode": False,
        "nodeMutationsAllowed": True,
        "config": {
            "rollInProgress": False,
            "rollStatus": "n/a",
            "rollPercentDone": 0,
            "hostname": world.hosts[node].node.address,
            "serverId": number,
            "zookeeperDataDirectory": f"{base}/snapshot",
            "zookeeperLogDirectory": f"{base}/transactions",
            "logIndexDirectory": f"{base}/transactions",
            "serversSpec": ",".join(f"{place}:{master.address}" for place, master in enumerate(masters, start=1)),
            "clientPort": 2181,
            "checkMs": 30000 if len(masters) > 1 else 2000,
            "autoManageInstances": 1,
            "autoManageInstancesFixedEnsembleSize": len(masters),
            "zooCfgExtra": {"tickTime": "2000", "initLimit": "10", "syncLimit": "5"},
            "controlPanel": {},
        },
    }
