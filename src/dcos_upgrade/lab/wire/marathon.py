"""Marathon on port 8080 of every master: whoever does not lead passes the question on to the leader."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.wire import marathon_api
from dcos_upgrade.lab.wire import marathon_documents as documents
from dcos_upgrade.lab.wire.marathon_metrics import measured
from dcos_upgrade.lab.wire.reply import Ask, Reply, headed, of_json, of_text
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.unit import Process
from dcos_upgrade.lab.world.world import World

PORT = 8080


def answer(world: World, node: NodeId, ask: Ask) -> Reply:
    process = world.marathons.instances[node].process
    if process is None:
        return of_text("", status=404)
    leader = world.marathons.leader
    led_since = world.marathons.led_since if leader == node else None
    now = measured(process.version("marathon"), process.started_at, world.deploying, led_since=led_since)
    own = marathon_api.of_process(now, ask)
    if own is not None:
        return own
    if leader is None:
        return _no_leader(ask)
    if leader == node:
        return headed(_lead(world, process, ask), _leader_headers(world, leader))
    return _pass_on(world, node, leader, ask)


def _no_leader(ask: Ask) -> Reply:
    if ask.path == "/v2/leader":
        return of_json({"message": "There is no leader"}, status=404)
    return of_text("Could not determine the current leader", status=502)


def _pass_on(world: World, node: NodeId, leader: NodeId, ask: Ask) -> Reply:
    if "x-marathon-via" in ask.headers:
        return of_text("Detected proxying loop.", status=502)
    process = world.marathons.instances[leader].process
    if process is None:
        return of_text("Connection to leader refused.", status=502)
    if world.setting.bent(Bend.SILENT, leader):
        return of_text("Connection to leader timed out.", status=504)
    via = f"1.1 {world.hosts[node].node.address}:{PORT}"
    return headed(_lead(world, process, ask), {**_leader_headers(world, leader), "X-Marathon-Via": via})


def _leader_headers(world: World, leader: NodeId) -> dict[str, str]:
    return {"X-Marathon-Leader": f"http://{world.hosts[leader].node.address}:{PORT}"}


def _lead(world: World, process: Process, ask: Ask) -> Reply:
    leader = world.hosts[world.marathons.leader].node.address if world.marathons.leader else ""
    speaker = marathon_api.Speaker(
        deploying=world.deploying,
        leader=f"{leader}:{PORT}",
        version=process.version("marathon"),
        info=lambda: documents.info(world, process),
        abdicate=world.abdicate_marathon,
    )
    return marathon_api.answer(speaker, ask)
