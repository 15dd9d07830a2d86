"""What the node's check runner answers: the names of its release, judged by the model."""

from __future__ import annotations

import json
from dataclasses import dataclass

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.lab.contract import ShimAnswer
from dcos_upgrade.lab.world.exhibitor import Code
from dcos_upgrade.lab.world.release import check_names, version
from dcos_upgrade.lab.world.systemd import Host
from dcos_upgrade.lab.world.unit import Kind
from dcos_upgrade.lab.world.world import World

OK, CRITICAL = 0, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    status: int
    output: str


def run(world: World, host: Host, arguments: tuple[str, ...]) -> ShimAnswer:
    """``check <node-prestart|node-poststart|cluster> [names…] [--list]``; the exit status is the worst check's."""
    words = [word for word in arguments if not word.startswith("-") and word != "check"]
    kind, wanted = (words[0] if words else ""), words[1:]
    names = check_names(host.files.version(), host.node.role) if kind == "node-poststart" else ()
    if "--list" in arguments:
        return _list(names)
    missing = [name for name in wanted if name not in names]
    if missing and version(host.files.version()) >= (1, 13, 0):
        error = "One or more requested checks could not be found on this node."
        return _print({"error": error, "checks": missing}, OK)
    outcomes = {name: _judge(world, host, name) for name in names if not wanted or name in wanted}
    status = max((outcome.status for outcome in outcomes.values()), default=OK)
    checks = {name: {"output": outcome.output, "status": outcome.status} for name, outcome in outcomes.items()}
    return _print({"status": status, "checks": checks}, status)


def _list(names: tuple[str, ...]) -> ShimAnswer:
    described = {
        name: {"description": name, "cmd": ["/opt/mesosphere/bin/dcos-checks", name], "timeout": "3s"} for name in names
    }
    return _print(described, OK)


def _print(value: object, status: int) -> ShimAnswer:
    return ShimAnswer(status=status, stdout=json.dumps(value) + "\n")


def _judge(world: World, host: Host, name: str) -> Outcome:
    match name:
        case "components_master" | "components_agent":
            return _components(world, host)
        case "mesos_master_replog_synchronized":
            recovered = world.mesos.masters[host.node.id].recovered
            return _outcome(recovered, "Mesos master has finished synchronization of its replicated log")
        case "mesos_agent_registered_with_masters":
            agent = world.agents.agents[host.node.id]
            return _outcome(agent.registered, "Mesos agent is registered with a master")
        case _:
            return Outcome(status=OK, output="")


def _components(world: World, host: Host) -> Outcome:
    """Every unit runs, and on a master Exhibitor serves and its Marathon is there."""
    waiting = sorted(unit.name for unit in host.units.values() if not unit.running)
    if host.node.role is Role.MASTER and not waiting:
        instance = world.exhibitors.instances[host.node.id]
        waiting = [] if instance.code is Code.SERVING else ["dcos-exhibitor.service"]
        waiting += [] if host.process(Kind.MESOS_MASTER) else ["dcos-mesos-master.service"]
    return _outcome(not waiting, "All components are healthy", f"not healthy: {', '.join(waiting)}")


def _outcome(good: bool, text: str, otherwise: str = "") -> Outcome:
    return Outcome(status=OK, output=text) if good else Outcome(status=CRITICAL, output=otherwise or f"not so: {text}")
