"""Admin Router, as far as upgrades meet it: the version of its node, and a way to the services behind it.

On masters on port 80; its idea of who leads is as old as Mesos-DNS' answer. On agents on port 61001.
"""

from __future__ import annotations

from dataclasses import replace

from dcos_upgrade.core.cluster import NodeId, Role
from dcos_upgrade.lab.nodes.roster import bootstrap_id, image_commit
from dcos_upgrade.lab.wire import check_runner, diagnostics, exhibitor, marathon, mesos_master, metronome, task_server
from dcos_upgrade.lab.wire.reply import NOT_FOUND, Ask, Reply, headed, of_json, of_text
from dcos_upgrade.lab.world.apps import App
from dcos_upgrade.lab.world.release import version
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.tasks import Task
from dcos_upgrade.lab.world.unit import Kind
from dcos_upgrade.lab.world.world import World

MASTER_PORT, AGENT_PORT = 80, 61001
VERSION = "/dcos-metadata/dcos-version.json"
BAD_GATEWAY = of_text("502 Bad Gateway\n", status=502)
CACHE_INVALID = of_text("503 Service Unavailable: invalid Marathon svcapps cache\n", status=503)
OPEN_TO_ALL = ("/dcos-metadata/", "/acs/api/v1/auth/", "/cache/master/")
OPEN_STATUS = "/exhibitor/exhibitor/v1/cluster/status"
"""Open from 1.10 on; in 1.9 all of /exhibitor/ wants a token."""


def answer(world: World, node: NodeId, ask: Ask) -> Reply:
    process = world.hosts[node].process(Kind.ADMINROUTER)
    if process is None:
        return BAD_GATEWAY
    master = world.hosts[node].node.role is Role.MASTER
    refused = _refused(world, ask, process.release) if master else None
    if refused is not None:
        return refused
    if ask.path == VERSION:
        return _version(world, node, hidden=not master and version(process.release) < (1, 10, 0))
    if ask.path.startswith(diagnostics.ROOT):
        return diagnostics.answer(world, node, ask)
    if ask.path.startswith(check_runner.ROOT) and version(process.release) >= (1, 12, 0):
        return check_runner.answer(world, node, ask)
    return _route(world, node, ask, process.started_at) if master else NOT_FOUND


def _refused(world: World, ask: Ask, release: str) -> Reply | None:
    """What the Admin Router of a master answers while a fault is set, before it looks at what was asked for."""
    bent = world.setting.bent
    if bent(Bend.ADMINROUTER_ASKS_FOR_LOGIN) and not _open_to_all(ask.path, release):
        scheme = "oauthjwt" if version(release) < (1, 13, 0) else "acsjwt"
        return headed(of_text("401 Authorization Required\n", status=401), {"WWW-Authenticate": scheme})
    if bent(Bend.ADMINROUTER_BAD_GATEWAY) and not ask.path.startswith("/dcos-metadata/"):
        return BAD_GATEWAY
    return CACHE_INVALID if bent(Bend.ADMINROUTER_CACHE_INVALID) and ask.path.startswith("/service/") else None


def _open_to_all(path: str, release: str) -> bool:
    return path.startswith(OPEN_TO_ALL) or (path == OPEN_STATUS and version(release) >= (1, 10, 0))


def _version(world: World, node: NodeId, *, hidden: bool) -> Reply:
    """The file on this node's disk; agents show it from 1.10."""
    release = world.hosts[node].files.version()
    if hidden or release is None:
        return NOT_FOUND
    variant = {"dcos-variant": "open"} if version(release) >= (1, 10, 0) else {}
    ids = {"dcos-image-commit": image_commit(release), "bootstrap-id": bootstrap_id(release)}
    return of_json({"version": release, **ids, **variant})


def _route(world: World, node: NodeId, ask: Ask, started_at: float) -> Reply:
    first, _, rest = ask.path.strip("/").partition("/")
    inner = replace(ask, path=f"/{rest}")
    match first, rest.partition("/")[0]:
        case "exhibitor", _:
            up = world.exhibitors.instances[node].process is not None
            return exhibitor.answer(world, node, inner) if up else BAD_GATEWAY
        case "mesos", _:
            return _mesos(world, inner, started_at)
        case ("service", "marathon") | ("service", "metronome"):
            return _service(world, node, replace(ask, path=f"/{rest.partition('/')[2]}"), rest.partition("/")[0])
        case "service", name if (found := world.service_marathons.named(name)) is not None:
            return _to_task(world, found, replace(ask, path=f"/{rest.partition('/')[2]}"))
        case "marathon", _:
            return _service(world, node, inner, "marathon")
        case _:
            return NOT_FOUND


def _to_task(world: World, found: tuple[App, tuple[Task, ...]], ask: Ask) -> Reply:
    """To the port of the app's task that its labels name, if somebody listens there."""
    app, tasks = found
    index = app.labels.get("DCOS_SERVICE_PORT_INDEX", "")
    for task in tasks:
        if index.isdigit() and int(index) < len(task.ports) and world.tasks.answers(task):
            return task_server.answer(world, task, task.ports[int(index)], ask)
    return BAD_GATEWAY


def _mesos(world: World, ask: Ask, started_at: float) -> Reply:
    """leader.mesos may still name the last leader: then nobody is there, or somebody who redirects.

    Where Mesos is real its double does not answer for it.
    """
    if world.spec.mesos is not None:
        return BAD_GATEWAY
    known = world.mesos.leader_by_dns()
    warm = world.now - started_at >= world.setting.timing.dns_refresh * 0.2
    if known is None or not warm or world.mesos.masters[known].process is None:
        return BAD_GATEWAY
    return mesos_master.answer(world, known, ask)


def _service(world: World, node: NodeId, ask: Ask, name: str) -> Reply:
    if name == "metronome":
        return metronome.answer(world, node, ask) if world.metronomes.leader else BAD_GATEWAY
    leader = world.marathons.leader
    if leader is None or world.marathons.instances[leader].process is None:
        return BAD_GATEWAY
    return marathon.answer(world, leader, ask)
