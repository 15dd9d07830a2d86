"""What the node's check runner answers: the names of its release, judged by the model."""

from __future__ import annotations

import json
from dataclasses import dataclass

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.lab.contract import ShimAnswer
from dcos_upgrade.lab.world.diagnostics import rests
from dcos_upgrade.lab.world.exhibitor import Code
from dcos_upgrade.lab.world.release import check_names, described, version
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.systemd import Host
from dcos_upgrade.lab.world.unit import COCKROACH, Kind
from dcos_upgrade.lab.world.world import World

OK, CRITICAL = 0, 2
FAILS_BY_FAULT = "journald_dir_permissions"
KINDS = ("node-prestart", "node-poststart", "cluster")
MANY_UNKNOWN = "One or more requested checks could not be found on this node."


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    status: int
    output: str


def run(world: World, host: Host, arguments: tuple[str, ...]) -> ShimAnswer:
    """``check <node-prestart|node-poststart|cluster> [names…] [--list]``; the exit status is the worst check's.

    Names that a node does not know: the runner of 1.12 and before leaves them out, later ones answer an error; 0 in both.
    Where no check of a kind is configured, names are not looked at. Without a kind there is only a usage.
    """
    words = [word for word in arguments if not word.startswith("-")]
    if words[:1] == ["check"]:
        words = words[1:]
    if not words:
        return ShimAnswer(status=OK, stdout="Usage:\n  check <check-type> [flags]\n")
    if words[0] not in KINDS:
        return ShimAnswer(status=1, stderr=f'level=fatal msg="invalid check type {words[0]}"\n')
    names = check_names(host.files.version(), host.node.role) if words[0] == "node-poststart" else ()
    return _answer(world, host, names, tuple(words[1:]) if names else (), listing="--list" in arguments)


def _answer(world: World, host: Host, names: tuple[str, ...], wanted: tuple[str, ...], *, listing: bool) -> ShimAnswer:
    missing = [name for name in wanted if name not in names]
    if missing and version(host.files.version()) >= (1, 13, 0):
        return _print({"error": MANY_UNKNOWN, "checks": [f"{missing[-1]}: Check not found"]}, OK)
    chosen = tuple(name for name in names if not wanted or name in wanted)
    if listing:
        return _print({name: described(name) for name in chosen}, OK)
    outcomes = {name: _judge(world, host, name) for name in chosen}
    status = max((outcome.status for outcome in outcomes.values()), default=OK)
    checks = {name: {"output": outcome.output, "status": outcome.status} for name, outcome in outcomes.items()}
    return _print({"status": status, "checks": checks}, status)


def _print(value: object, status: int) -> ShimAnswer:
    return ShimAnswer(status=status, stdout=json.dumps(value, separators=(",", ":")) + "\n")


def _judge(world: World, host: Host, name: str) -> Outcome:
    if name == FAILS_BY_FAULT and world.setting.bent(Bend.NODE_CHECK_FAILS, host.node.id):
        return Outcome(
            status=CRITICAL, output="directory /run/log/journal has mode 0700, group systemd-journal cannot read it"
        )
    match name:
        case "components_master" | "components_agent":
            return _components(world, host)
        case "mesos_master_replog_synchronized":
            recovered = world.mesos.masters[host.node.id].recovered
            return _outcome(recovered, "Mesos master has finished synchronization of its replicated log")
        case "mesos_agent_registered_with_masters":
            agent = world.agents.agents[host.node.id]
            return _outcome(agent.registered, "Mesos agent is registered with a master")
        case "cockroachdb_replication":
            return _replicated(world)
        case _:
            return Outcome(status=OK, output="")


def _components(world: World, host: Host) -> Outcome:
    """Every unit runs or rests, and on a master Exhibitor serves and its Mesos is there; what only passes is left out."""
    waiting = sorted(
        unit.name for unit in host.units.values() if not unit.running and not unit.passing and not rests(unit)
    )
    if host.node.role is Role.MASTER and not waiting:
        instance = world.exhibitors.instances[host.node.id]
        waiting = [] if instance.code is Code.SERVING else ["dcos-exhibitor.service"]
        waiting += [] if host.process(Kind.MESOS_MASTER) else ["dcos-mesos-master.service"]
    return _outcome(not waiting, "All components are healthy", f"not healthy: {', '.join(waiting)}")


def _replicated(world: World) -> Outcome:
    """Each range wants as many copies as there are masters: while CockroachDB is not on all of them, some are missing."""
    masters = [world.hosts[master.id] for master in world.spec.inventory.masters]
    units = [master.units.get(COCKROACH) for master in masters]
    whole = all(unit is not None and unit.running for unit in units)
    return _outcome(whole, "", "CockroachDB has underreplicated ranges")


def _outcome(good: bool, text: str, otherwise: str = "") -> Outcome:
    return Outcome(status=OK, output=text) if good else Outcome(status=CRITICAL, output=otherwise or f"not so: {text}")
