"""Marathon on port 8080 of every master: whoever does not lead passes the question on to the leader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.wire import marathon_documents as documents
from dcos_upgrade.lab.wire.marathon_metrics import era, metrics, prometheus
from dcos_upgrade.lab.wire.reply import Ask, Reply, of_json, of_text
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.unit import Process
from dcos_upgrade.lab.world.world import World

PORT = 8080


def answer(world: World, node: NodeId, ask: Ask) -> Reply:
    process = world.marathons.instances[node].process
    if process is None:
        return of_text("", status=404)
    if ask.path == "/ping":
        return of_text("pong\n")
    if ask.path == "/metrics":
        return of_json(metrics(world, node, process))
    if ask.path == "/metrics/prometheus" and era(process) >= (1, 7):
        return of_text(prometheus(world, node, process))
    leader = world.marathons.leader
    if leader is None:
        return _no_leader(ask)
    if leader == node:
        return _headed(_lead(world, process, ask), _leader_headers(world, leader))
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
    return _headed(_lead(world, process, ask), {**_leader_headers(world, leader), "X-Marathon-Via": via})


def _leader_headers(world: World, leader: NodeId) -> dict[str, str]:
    return {"X-Marathon-Leader": f"http://{world.hosts[leader].node.address}:{PORT}"}


def _headed(reply: Reply, headers: dict[str, str]) -> Reply:
    return Reply(
        status=reply.status,
        body=reply.body,
        content_type=reply.content_type,
        headers={**reply.headers, **headers},
        delay=reply.delay,
    )


def _lead(world: World, process: Process, ask: Ask) -> Reply:
    if (ask.method, ask.path) == ("DELETE", "/v2/leader"):
        world.abdicate_marathon()
        return of_json({"message": "Leadership abdicated"})
    if ask.method != "GET":
        return of_json({"message": "HTTP 405 Method Not Allowed"}, status=405)
    if ask.path == "/v2/leader":
        return of_json(_leader(world))
    if not world.marathons.loaded:
        return of_json({"message": "Marathon is loading its state"}, status=503)
    if ask.path == "/v2/info":
        return of_json(documents.info(world, process))
    listing = LISTINGS.get(ask.path)
    return of_json(listing(world, ask)) if listing else _one_app(world, ask)


def _leader(world: World) -> Any:
    leader = world.marathons.leader
    return {"leader": f"{world.hosts[leader].node.address}:{PORT}" if leader else ""}


def _apps(world: World, ask: Ask) -> Any:
    embeds = _embeds(ask, "apps.")
    return {"apps": [documents.app(world, known, embeds) for known in world.scheduling.apps]}


def _one_app(world: World, ask: Ask) -> Reply:
    app_id = ask.path.removeprefix("/v2/apps")
    known = next((known for known in world.scheduling.apps if known.id == app_id), None)
    if known is None or app_id == ask.path:
        what = f"App '{app_id}' does not exist" if app_id != ask.path else "HTTP 404 Not Found"
        return of_json({"message": what}, status=404)
    embeds = _embeds(ask, "app.") | {"tasks", "counts", "deployments", "lastTaskFailure"}
    return of_json({"app": documents.app(world, known, embeds)})


def _embeds(ask: Ask, prefix: str) -> set[str]:
    """Counts and deployments are always there."""
    asked = {value.removeprefix("apps.").removeprefix(prefix) for value in ask.query.get("embed", ())}
    return asked | {"counts", "deployments"}


def _deployments(world: World, ask: Ask) -> Any:
    return [documents.deployment(one) for one in world.marathons.deployments]


def _queue(world: World, ask: Ask) -> Any:
    return {"queue": documents.queue(world)}


def _tasks(world: World, ask: Ask) -> Any:
    return {
        "tasks": [
            documents.task_document(world, known, task)
            for known in world.scheduling.apps
            for task in world.tasks.of_app(known.id)
        ]
    }


def _groups(world: World, ask: Ask) -> Any:
    return documents.groups(world)


def _none(world: World, ask: Ask) -> Any:
    return []


LISTINGS: dict[str, Callable[[World, Ask], Any]] = {
    "/v2/apps": _apps,
    "/v2/deployments": _deployments,
    "/v2/queue": _queue,
    "/v2/tasks": _tasks,
    "/v2/groups": _groups,
    "/v2/pods": _none,
    "/v2/pods/::status": _none,
}
