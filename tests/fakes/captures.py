"""Pairs of captures with a hop between them: what a good hop changes by itself, and what is planted on top of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from dcos_upgrade import catalog
from dcos_upgrade.core.cluster import CLUSTER, ROLE_ON_THE_WIRE, Inventory, Node, NodeId, Role
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Key, Observed, Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.probes import (
    agent_attributes,
    agent_metrics,
    boot_id,
    clock,
    cluster_id,
    dcos_version,
    disk_space,
    docker_version,
    exhibitor_status,
    ip_detect,
    marathon_apps,
    marathon_info,
    marathon_leader,
    marathon_pods,
    mesos_master_version,
    mesos_metrics,
    mesos_quota,
    mesos_redirect,
    mesos_roles,
    mesos_slaves,
    mesos_state,
    mesos_version,
    metronome_jobs,
    node_role,
    os_release,
    packages_active,
    security_mode,
    service_marathons,
    site_files,
    swap_leftovers,
    systemd_version,
    units,
    user_configuration,
    zookeeper_srvr,
)
from dcos_upgrade.probes.docker_version import DockerState, DockerVersion
from dcos_upgrade.probes.marathon_apps import App, AppTask, MarathonApps, Secret, VersionInfo
from dcos_upgrade.probes.mesos_slaves import Agent, MesosSlaves, Resources
from dcos_upgrade.probes.mesos_state import Framework, MesosState, Task
from dcos_upgrade.probes.units import Unit, Units

HOPS = (("1.9.10", "1.10.8"), ("1.10.8", "1.11.3"), ("1.11.3", "1.12.4"), ("1.12.4", "1.13.9"))
START = datetime(2018, 7, 24, 3, 0, tzinfo=UTC)
RUNNING = "TASK_RUNNING"


@dataclass
class Capture:
    """One side, as facts that a test may bend."""

    inventory: Inventory
    values: dict[Key, Any]
    taken: datetime = START

    def snapshot(self) -> Snapshot:
        facts: dict[Key, Observed[object]] = {
            key: Observed(value=value, time=self.taken) for key, value in self.values.items()
        }
        return Snapshot(inventory=self.inventory, taken=self.taken, facts=facts)

    def get(self, probe: Probe[Any], subject: str = CLUSTER) -> Any:
        return self.values[probe.id, NodeId(subject)]

    def put(self, probe: Probe[Any], value: object, subject: str = CLUSTER) -> None:
        self.values[probe.id, NodeId(subject)] = value

    def bend(self, probe: Probe[Any], subject: str = CLUSTER, **changes: Any) -> None:
        self.put(probe, msgspec.structs.replace(self.get(probe, subject), **changes), subject)

    def forget(self, probe: str) -> None:
        for key in [key for key in self.values if key[0] == probe]:
            del self.values[key]

    @property
    def apps(self) -> dict[str, App]:
        return {app.id: app for app in self.get(marathon_apps.PROBE, self.inventory.masters[0].id).apps}

    def put_apps(self, apps: dict[str, App]) -> None:
        for master in self.inventory.masters:
            self.put(marathon_apps.PROBE, MarathonApps(apps=tuple(apps.values())), master.id)

    def bend_app(self, app: str, **changes: Any) -> None:
        self.put_apps({**self.apps, app: msgspec.structs.replace(self.apps[app], **changes)})

    def bend_agent(self, address: str, **changes: Any) -> None:
        listed = self.get(mesos_slaves.PROBE).slaves
        bent = (msgspec.structs.replace(one, **changes) if one.address == address else one for one in listed)
        self.bend(mesos_slaves.PROBE, slaves=tuple(bent))

    def bend_framework(self, name: str, **changes: Any) -> None:
        known = self.get(mesos_state.PROBE).frameworks
        bent = (msgspec.structs.replace(one, **changes) if one.name == name else one for one in known)
        self.bend(mesos_state.PROBE, frameworks=tuple(bent))

    def tasks(self, app: str) -> tuple[AppTask, ...]:
        return self.apps[app].tasks or ()

    def end_task(self, task: str) -> None:
        marathon = self.framework("marathon")
        self.bend_framework("marathon", tasks=tuple(one for one in marathon.tasks if one.id != task))
        for app in self.apps.values():
            left = tuple(one for one in app.tasks or () if one.id != task)
            if len(left) != len(app.tasks or ()):
                self.bend_app(app.id, tasks=left, tasks_running=len(left))

    def start_task(self, app: str, task: str, agent: str) -> None:
        self.bend_framework("marathon", tasks=(*self.framework("marathon").tasks, mesos_task(task, agent)))
        found = (*self.tasks(app), AppTask(id=task, agent=agent))
        self.bend_app(app, tasks=found, tasks_running=len(found))

    def framework(self, name: str) -> Framework:
        return next(one for one in self.get(mesos_state.PROBE).frameworks if one.name == name)


@dataclass
class Pair:
    """Before and after a hop that went well. ``free`` are things that nothing has been planted on yet."""

    chance: random.Random
    before: Capture
    after: Capture
    source: str
    target: str
    free: dict[str, list[str]] = field(default_factory=dict)

    def take(self, what: str) -> str:
        """One of the agents, masters, apps or frameworks, and not again."""
        return self.free[what].pop(self.chance.randrange(len(self.free[what])))

    def address(self, node: str) -> str:
        found = self.before.inventory.node(node)
        assert found is not None
        return found.address


def mesos_task(task: str, agent: str, framework: str = "F0") -> Task:
    return Task(id=task, state=RUNNING, agent=agent, framework=framework)


def a_pair(seed: int) -> Pair:
    chance = random.Random(seed)
    source, target = chance.choice(HOPS)
    inventory = _inventory(chance)
    before = _cluster(chance, inventory, source)
    after = Capture(inventory=inventory, values=dict(before.values), taken=START + timedelta(hours=5))
    pair = Pair(chance=chance, before=before, after=after, source=source, target=target)
    _hop(pair)
    pair.free = {
        "agent": [node.id for node in inventory.agents],
        "master": [node.id for node in inventory.masters],
        "app": list(before.apps),
        "framework": [one.name for one in before.get(mesos_state.PROBE).frameworks if one.name != "marathon"],
    }
    return pair


def _inventory(chance: random.Random) -> Inventory:
    counts = {
        "m": (Role.MASTER, chance.choice((3, 5))),
        "a": (Role.PRIVATE_AGENT, chance.randint(6, 9)),
        "p": (Role.PUBLIC_AGENT, chance.randint(2, 3)),
    }
    nodes = [
        Node(id=NodeId(f"{letter}{number}"), address=f"10.0.{third}.{number}", role=role)
        for third, (letter, (role, count)) in enumerate(counts.items(), start=1)
        for number in range(1, count + 1)
    ]
    return Inventory(cluster="example", nodes=tuple(nodes))


def _cluster(chance: random.Random, inventory: Inventory, release: str) -> Capture:
    capture = Capture(inventory=inventory, values={})
    for node in inventory.nodes:
        _node(capture, node, release)
    for master in inventory.masters:
        _master(capture, master, release)
    listed = tuple(_agent(node, number, release) for number, node in enumerate(inventory.agents))
    capture.put(mesos_slaves.PROBE, MesosSlaves(slaves=listed))
    _tasks(capture, chance, listed)
    capture.put(service_marathons.PROBE, service_marathons.ServiceMarathons())
    _pods_and_jobs(capture)
    return capture


def _pods_and_jobs(capture: Capture) -> None:
    rules = (("hostname", "UNIQUE"),)
    pods = [marathon_pods.Pod(id=f"/pod-{n}", status="STABLE", wanted=2, constraints=rules) for n in range(3)]
    capture.put(marathon_pods.PROBE, marathon_pods.MarathonPods(pods=tuple(pods)))
    nightly = metronome_jobs.JobSchedule(id="nightly", cron="0 3 * * *", timezone="UTC", enabled=True)
    jobs = [metronome_jobs.Job(id=f"job-{n}", schedules=(nightly,), runs=()) for n in range(3)]
    capture.put(metronome_jobs.PROBE, metronome_jobs.MetronomeJobs(jobs=tuple(jobs)))
    quotas = tuple(mesos_quota.Quota(role=role, guarantees={"cpus": 2.0}) for role in ("db", "web"))
    capture.put(mesos_quota.PROBE, mesos_quota.MesosQuota(quotas=quotas))
    roles = tuple(mesos_roles.MesosRole(name=role, weight=2.0) for role in ("db", "web"))
    capture.put(mesos_roles.PROBE, mesos_roles.MesosRoles(roles=roles))


def _node(capture: Capture, node: Node, release: str) -> None:
    _live(capture, node, release)
    put = capture.put
    put(node_role.PROBE, node_role.NodeRole(files=(ROLE_ON_THE_WIRE[node.role],)), node.id)
    put(boot_id.PROBE, f"boot of {node.id}", node.id)
    put(clock.PROBE, capture.taken.timestamp() + 0.2, node.id)
    free = dict.fromkeys(disk_space.PLACES, 20_000_000)
    put(disk_space.PROBE, disk_space.DiskSpace(free=free, active=2_000_000), node.id)
    put(os_release.PROBE, os_release.OsRelease(id="rhel", version="7.4", kernel="3.10.0-693"), node.id)
    put(docker_version.PROBE, DockerVersion(state=DockerState.RUNNING, version="17.06.2"), node.id)
    put(ip_detect.PROBE, ip_detect.IpDetect(sha256="0" * 64, address=node.address), node.id)
    whole = swap_leftovers.SwapLeftovers(install_progress=False, active=True, new=False, old=True, environment=True)
    put(swap_leftovers.PROBE, whole, node.id)
    put(site_files.PROBE, site_files.SiteFiles(digests={"/var/lib/dcos/mesos-resources": "0" * 8}), node.id)
    if node.role is not Role.MASTER:
        put(agent_metrics.PROBE, agent_metrics.AgentMetrics(registered=1.0, uptime_secs=90000.0), node.id)
        put(systemd_version.PROBE, systemd_version.SystemdVersion(version=219), node.id)
        put(agent_attributes.PROBE, agent_attributes.AgentAttributes(attributes={"rack": "r1"}), node.id)


def _live(capture: Capture, node: Node, release: str) -> None:
    """What a swap changes on a node's disk."""
    capture.put(dcos_version.PROBE, dcos_version.DcosVersion(version=release), node.id)
    capture.put(mesos_version.PROBE, _ships(release, "mesos"), node.id)
    ids = tuple(f"{name}--{release}" for name in ("mesos", "marathon", "bootstrap"))
    capture.put(
        packages_active.PROBE, packages_active.ActivePackages(ids=(*ids, f"dcos-config--setup_{release}")), node.id
    )
    names = [
        "dcos-one.service",
        "dcos-two.service",
        *([] if Version.parse(release) >= Version(1, 10, 0) else ["dcos-3dt.service"]),
    ]
    capture.put(units.PROBE, Units(units={name: Unit(active="active", load="loaded") for name in names}), node.id)


def _ships(release: str, component: str) -> str:
    return str(catalog.release(Version.parse(release)).components[component])


def _master(capture: Capture, master: Node, release: str) -> None:
    first = capture.inventory.masters[0]
    put = capture.put
    rows = tuple(
        exhibitor_status.Row(code=3, hostname=one.address, leader=one is first) for one in capture.inventory.masters
    )
    put(exhibitor_status.PROBE, exhibitor_status.ExhibitorStatus(rows=rows), master.id)
    put(cluster_id.PROBE, "the-cluster", master.id)
    put(security_mode.PROBE, security_mode.Security(variant="open"), master.id)
    keys = {"cluster_name": "example", "dns_search": "example.com"}
    put(user_configuration.PROBE, user_configuration.UserConfiguration(keys=keys), master.id)
    put(
        mesos_metrics.PROBE, mesos_metrics.MasterMetrics(elected=float(master is first), uptime_secs=90000.0), master.id
    )
    put(mesos_redirect.PROBE, mesos_redirect.LeaderSeen(address=first.address), master.id)
    put(marathon_leader.PROBE, marathon_leader.MarathonLeader(address=first.address), master.id)
    _master_live(capture, master, release)


def _master_live(capture: Capture, master: Node, release: str) -> None:
    put = capture.put
    put(mesos_master_version.PROBE, _ships(release, "mesos"), master.id)
    put(zookeeper_srvr.PROBE, zookeeper_srvr.Srvr(mode="follower", version=_ships(release, "zookeeper")), master.id)
    info = marathon_info.MarathonInfo(version=_ships(release, "marathon"), framework_id="F0")
    put(marathon_info.PROBE, info, master.id)


def _agent(node: Node, number: int, release: str) -> Agent:
    reserved = {"slave_public": Resources()} if node.role is Role.PUBLIC_AGENT else {"db": Resources()}
    return Agent(
        id=f"S{number}",
        hostname=node.address,
        pid=f"slave(1)@{node.address}:5051",
        active=True,
        version=_ships(release, "mesos"),
        attributes={"rack": f"r{number % 3}", "weight": 0.1},
        reserved_resources=reserved,
    )


def _tasks(capture: Capture, chance: random.Random, listed: tuple[Agent, ...]) -> None:
    apps = {}
    tasks = []
    for number in range(chance.randint(14, 20)):
        name = f"/app-{number}"
        mine = tuple(
            AppTask(id=f"app-{number}.{one}", agent=chance.choice(listed).id) for one in range(chance.randint(2, 4))
        )
        apps[name] = App(
            id=name,
            instances=len(mine),
            version="2018-07-01T00:00:00.000Z",
            constraints=(("hostname", "UNIQUE"), ("rack", "LIKE", "r.*")),
            tasks_running=len(mine),
            tasks=mine,
            deployments=(),
        )
        tasks += [mesos_task(one.id, one.agent or "") for one in mine]
    marathon = Framework(id="F0", name="marathon", active=True, connected=True, tasks=tuple(tasks))
    others = tuple(
        Framework(
            id=f"F{n}", name=f"service-{n}", active=True, connected=True, tasks=(mesos_task(f"s{n}", "S0", f"F{n}"),)
        )
        for n in range(1, 6)
    )
    capture.put(mesos_state.PROBE, MesosState(id="m", version="1", slaves=listed, frameworks=(marathon, *others)))
    capture.put_apps(apps)


def _hop(pair: Pair) -> None:
    """Every node at the target, with all that a hop changes by itself."""
    after, chance = pair.after, pair.chance
    for node in after.inventory.nodes:
        _live(after, node, pair.target)
        after.put(clock.PROBE, after.taken.timestamp() + chance.uniform(-2, 2), node.id)
        free = {place: 20_000_000 - chance.randint(0, 2_500_000) for place in disk_space.PLACES}
        after.put(disk_space.PROBE, disk_space.DiskSpace(free=free, active=2_100_000), node.id)
    leaders = [chance.choice(after.inventory.masters) for _ in range(3)]
    for master in after.inventory.masters:
        _master_live(after, master, pair.target)
        after.put(mesos_redirect.PROBE, mesos_redirect.LeaderSeen(address=leaders[0].address), master.id)
        after.put(marathon_leader.PROBE, marathon_leader.MarathonLeader(address=leaders[1].address), master.id)
        rows = tuple(
            msgspec.structs.replace(row, leader=row.hostname == leaders[2].address)
            for row in after.get(exhibitor_status.PROBE, master.id).rows
        )
        after.bend(exhibitor_status.PROBE, master.id, rows=rows)
        after.bend(mesos_metrics.PROBE, master.id, uptime_secs=chance.uniform(60, 9000))
    for agent in after.inventory.agents:
        after.bend(agent_metrics.PROBE, agent.id, uptime_secs=chance.uniform(60, 9000))
        residue = {**_listed(after, agent.address).attributes, "weight": chance.choice((0.1, 0.0999999999999994))}
        after.bend_agent(agent.address, version=_ships(pair.target, "mesos"), attributes=residue)


def _listed(capture: Capture, address: str) -> Agent:
    return next(one for one in capture.get(mesos_slaves.PROBE).slaves if one.address == address)


# What may change besides: none of it is unexpected.


def lists_in_another_order(pair: Pair) -> None:
    def mixed(found: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(pair.chance.sample(found, len(found)))

    state = pair.after.get(mesos_state.PROBE)
    tasks = tuple(msgspec.structs.replace(one, tasks=mixed(one.tasks)) for one in mixed(state.frameworks))
    pair.after.bend(mesos_state.PROBE, frameworks=tasks)
    pair.after.bend(mesos_slaves.PROBE, slaves=mixed(pair.after.get(mesos_slaves.PROBE).slaves))
    pair.after.put_apps(dict(mixed(tuple(pair.after.apps.items()))))


def app_deployed_anew(pair: Pair) -> None:
    app = pair.take("app")
    for number, one in enumerate(pair.after.tasks(app)):
        pair.after.end_task(one.id)
        pair.after.start_task(app, f"{app[1:]}.anew-{number}", one.agent or "")
    pair.after.bend_app(app, version_info=VersionInfo(last_config_change="2018-07-24T05:00:00.000Z"))


def task_finished(pair: Pair) -> None:
    app = pair.take("app")
    task = pair.after.tasks(app)[0]
    pair.after.end_task(task.id)
    ended = Task(id=task.id, state="TASK_FINISHED", agent=task.agent or "", framework="F0")
    before = pair.after.framework("marathon").completed_tasks or ()
    pair.after.bend_framework("marathon", completed_tasks=(*before, ended))


def app_made(pair: Pair) -> None:
    made = App(id=f"/made-{pair.chance.random()}", instances=0, tasks=(), tasks_running=0)
    pair.after.put_apps({**pair.after.apps, made.id: made})


def app_scaled_up(pair: Pair) -> None:
    app = pair.take("app")
    pair.after.bend_app(app, instances=pair.after.apps[app].instances + 1)
    pair.after.start_task(app, f"{app[1:]}.more", "S0")


def constraint_added(pair: Pair) -> None:
    app = pair.take("app")
    pair.after.bend_app(app, constraints=(*(pair.after.apps[app].constraints or ()), ("rack", "GROUP_BY", "2")))


def framework_registered(pair: Pair) -> None:
    name = f"new-{pair.chance.random()}"
    new = Framework(id=name, name=name, active=True, connected=True, tasks=())
    pair.after.bend(mesos_state.PROBE, frameworks=(*pair.after.get(mesos_state.PROBE).frameworks, new))


CHURN: tuple[Callable[[Pair], None], ...] = (
    lists_in_another_order,
    app_deployed_anew,
    task_finished,
    app_made,
    app_scaled_up,
    constraint_added,
    framework_registered,
)


# What no hop explains. Each answers (kind, subject) of the one difference that it makes.

Planted = tuple[str, str]
Plant = Callable[[Pair], Planted]


def task_lost(pair: Pair) -> Planted:
    task = pair.after.tasks(pair.take("app"))[0].id
    pair.after.end_task(task)
    return "task", task


def task_replaced(pair: Pair) -> Planted:
    app = pair.take("app")
    task = pair.after.tasks(app)[0]
    pair.after.end_task(task.id)
    pair.after.start_task(app, f"{task.id}-again", task.agent or "")
    return "task", task.id


def fewer_instances(pair: Pair) -> Planted:
    app = pair.take("app")
    pair.after.bend_app(app, instances=pair.after.apps[app].instances - 1)
    pair.after.end_task(pair.after.tasks(app)[-1].id)
    return "app", app


def app_lost(pair: Pair) -> Planted:
    app = pair.take("app")
    pair.after.put_apps({name: each for name, each in pair.after.apps.items() if name != app})
    return "app", app


def pod_lost(pair: Pair) -> Planted:
    pods = pair.after.get(marathon_pods.PROBE).pods
    pair.after.bend(marathon_pods.PROBE, pods=pods[1:])
    return "pod", pods[0].id


def job_lost(pair: Pair) -> Planted:
    jobs = pair.after.get(metronome_jobs.PROBE).jobs
    pair.after.bend(metronome_jobs.PROBE, jobs=jobs[1:])
    return "job", jobs[0].id


def quota_gone(pair: Pair) -> Planted:
    pair.after.bend(mesos_quota.PROBE, quotas=pair.after.get(mesos_quota.PROBE).quotas[1:])
    return "quota", "db"


def weight_changed(pair: Pair) -> Planted:
    web = mesos_roles.MesosRole(name="web", weight=3.0)
    pair.after.bend(mesos_roles.PROBE, roles=(pair.after.get(mesos_roles.PROBE).roles[0], web))
    return "mesos-role", "web"


def site_file_changed(pair: Pair) -> Planted:
    agent = pair.take("agent")
    digests = {"/var/lib/dcos/mesos-resources": "1" * 8}
    pair.after.put(site_files.PROBE, site_files.SiteFiles(digests=digests), agent)
    return "site-file", agent


def constraint_dropped(pair: Pair) -> Planted:
    app = pair.take("app")
    pair.after.bend_app(app, constraints=(("hostname", "UNIQUE"),))
    return "constraint", app


def constraint_changed(pair: Pair) -> Planted:
    app = pair.take("app")
    pair.after.bend_app(app, constraints=(("hostname", "UNIQUE"), ("rack", "LIKE", ".*")))
    return "constraint", app


def framework_id_new(pair: Pair) -> Planted:
    name = pair.take("framework")
    pair.after.bend_framework(name, id=f"{name}-again")
    return "framework", name


def framework_lost(pair: Pair) -> Planted:
    name = pair.take("framework")
    pair.after.bend_framework(name, connected=False)
    return "framework", name


def agent_id_new(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.bend_agent(pair.address(agent), id=f"{agent}-again")
    return "agent", agent


def agent_unreachable(pair: Pair) -> Planted:
    agent = pair.take("agent")
    listed = pair.after.get(mesos_slaves.PROBE).slaves
    pair.after.bend(mesos_slaves.PROBE, slaves=tuple(one for one in listed if one.address != pair.address(agent)))
    return "agent", agent


def agent_inactive(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.bend_agent(pair.address(agent), active=False)
    return "agent", agent


def attribute_changed(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.bend_agent(pair.address(agent), attributes={"rack": "r9", "weight": 0.1})
    return "attribute", agent


def attribute_file_changed(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.put(agent_attributes.PROBE, agent_attributes.AgentAttributes(attributes={}), agent)
    return "attribute-file", agent


def reservation_gone(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.bend_agent(pair.address(agent), reserved_resources={})
    return "reservation", agent


def fault_domain_changed(pair: Pair) -> Planted:
    agent = pair.take("agent")
    for side, zone in ((pair.before, "z1"), (pair.after, "z2")):
        domain = mesos_slaves.Domain(
            fault_domain=mesos_slaves.FaultDomain(
                region=mesos_slaves.Named(name="eu"), zone=mesos_slaves.Named(name=zone)
            )
        )
        side.bend_agent(pair.address(agent), domain=domain)
    return "fault-domain", agent


def mesos_of_agent_old(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.bend_agent(pair.address(agent), version=_ships(pair.source, "mesos"))
    return "mesos-of-agent", agent


def role_changed(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.put(node_role.PROBE, node_role.NodeRole(files=("master",)), agent)
    return "role", agent


def node_vanished(pair: Pair) -> Planted:
    agent = pair.take("agent")
    nodes = tuple(node for node in pair.after.inventory.nodes if node.id != agent)
    pair.after.inventory = Inventory(cluster="example", nodes=nodes)
    return "node", agent


def public_turned_private(pair: Pair) -> Planted:
    agent = pair.take("agent")
    other = {Role.PUBLIC_AGENT: Role.PRIVATE_AGENT, Role.PRIVATE_AGENT: Role.PUBLIC_AGENT}
    nodes = (replace(node, role=other[node.role]) if node.id == agent else node for node in pair.after.inventory.nodes)
    pair.after.inventory = Inventory(cluster="example", nodes=tuple(nodes))
    return "node", agent


def master_new(pair: Pair) -> Planted:
    name = NodeId(f"m-new-{pair.chance.randrange(100)}")
    node = Node(id=name, address=f"10.0.9.{pair.chance.randrange(250)}", role=Role.MASTER)
    pair.after.inventory = Inventory(cluster="example", nodes=(*pair.after.inventory.nodes, node))
    return "node", name


def unit_missing(pair: Pair) -> Planted:
    agent = pair.take("agent")
    left = {name: unit for name, unit in pair.after.get(units.PROBE, agent).units.items() if "one" not in name}
    pair.after.put(units.PROBE, Units(units=left), agent)
    return "unit", agent


def unit_failed(pair: Pair) -> Planted:
    agent = pair.take("agent")
    there = {**pair.after.get(units.PROBE, agent).units, "dcos-two.service": Unit(active="failed", load="loaded")}
    pair.after.put(units.PROBE, Units(units=there), agent)
    return "unit", agent


def unit_stopped(pair: Pair) -> Planted:
    agent = pair.take("agent")
    stopped = Unit(active="inactive", sub="dead", load="loaded", type="simple", result="success", restart="always")
    there = {**pair.after.get(units.PROBE, agent).units, "dcos-two.service": stopped}
    pair.after.put(units.PROBE, Units(units=there), agent)
    return "unit", agent


def app_secret_gone(pair: Pair) -> Planted:
    app = pair.take("app")
    pair.before.bend_app(app, secrets={"password": Secret(), "token": Secret()})
    pair.after.bend_app(app, secrets={"token": Secret()})
    return "app-secret", app


def app_variable_changed(pair: Pair) -> Planted:
    app = pair.take("app")
    for side, seal in ((pair.before, "0" * 32), (pair.after, "1" * 32)):
        side.bend_app(app, env={"DB": f"hmac:{'a' * 12}:{seal}", "KEPT": f"hmac:{'a' * 12}:{'2' * 32}"})
    return "app-environment", app


def app_role_changed(pair: Pair) -> Planted:
    app = pair.take("app")
    pair.before.bend_app(app, accepted_roles=("slave_public",))
    pair.after.bend_app(app, accepted_roles=("*",))
    return "app-role", app


def left_behind(pair: Pair) -> Planted:
    agent = pair.take("agent")
    node = pair.after.inventory.node(agent)
    assert node is not None
    _live(pair.after, node, pair.source)
    pair.after.bend_agent(node.address, version=_ships(pair.source, "mesos"))
    return "release", agent


def mesos_on_disk_old(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.put(mesos_version.PROBE, _ships(pair.source, "mesos"), agent)
    return "mesos-on-disk", agent


def rebooted(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.put(boot_id.PROBE, "another boot", agent)
    return "boot", agent


def disk_filled(pair: Pair) -> Planted:
    agent = pair.take("agent")
    free = {**pair.after.get(disk_space.PROBE, agent).free, "/var/lib/dcos": 1_000_000}
    pair.after.bend(disk_space.PROBE, agent, free=free)
    return "disk", agent


def clock_off(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.put(clock.PROBE, pair.after.taken.timestamp() - 400, agent)
    return "clock", agent


def kernel_changed(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.bend(os_release.PROBE, agent, kernel="3.10.0-862")
    return "operating-system", agent


def docker_changed(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.bend(docker_version.PROBE, agent, version="18.09.0")
    return "docker", agent


def systemd_changed(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.bend(systemd_version.PROBE, agent, version=221)
    return "systemd", agent


def ip_detect_changed(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.bend(ip_detect.PROBE, agent, address="10.9.9.9")
    return "ip-detect", agent


def swap_broken_off(pair: Pair) -> Planted:
    agent = pair.take("agent")
    pair.after.bend(swap_leftovers.PROBE, agent, install_progress=True)
    return "swap", agent


def configuration_changed(pair: Pair) -> Planted:
    master = pair.take("master")
    keys = {**pair.after.get(user_configuration.PROBE, master).keys, "dns_search": "other.example.com"}
    pair.after.bend(user_configuration.PROBE, master, keys=keys)
    return "configuration", master


def ensemble_changed(pair: Pair) -> Planted:
    master = pair.take("master")
    rows = pair.after.get(exhibitor_status.PROBE, master).rows
    follower = next(row for row in rows if not row.leader)
    pair.after.bend(exhibitor_status.PROBE, master, rows=tuple(row for row in rows if row is not follower))
    return "ensemble", master


def zookeeper_down(pair: Pair) -> Planted:
    master = pair.take("master")
    pair.after.put(zookeeper_srvr.PROBE, zookeeper_srvr.Srvr(mode=zookeeper_srvr.NOT_SERVING), master)
    return "server", master


def cluster_id_changed(pair: Pair) -> Planted:
    master = pair.take("master")
    pair.after.put(cluster_id.PROBE, "another", master)
    return "cluster-id", master


def security_changed(pair: Pair) -> Planted:
    master = pair.take("master")
    pair.after.bend(security_mode.PROBE, master, mode=security_mode.SecurityMode.STRICT)
    return "security", master


def mesos_of_master_old(pair: Pair) -> Planted:
    master = pair.take("master")
    pair.after.put(mesos_master_version.PROBE, _ships(pair.source, "mesos"), master)
    return "mesos-of-master", master


PLANTS: tuple[Plant, ...] = (
    task_lost,
    task_replaced,
    fewer_instances,
    app_lost,
    pod_lost,
    job_lost,
    quota_gone,
    weight_changed,
    site_file_changed,
    constraint_dropped,
    constraint_changed,
    framework_id_new,
    framework_lost,
    agent_id_new,
    agent_unreachable,
    agent_inactive,
    attribute_changed,
    attribute_file_changed,
    reservation_gone,
    fault_domain_changed,
    mesos_of_agent_old,
    role_changed,
    node_vanished,
    public_turned_private,
    master_new,
    unit_missing,
    unit_failed,
    unit_stopped,
    app_secret_gone,
    app_variable_changed,
    app_role_changed,
    left_behind,
    mesos_on_disk_old,
    rebooted,
    disk_filled,
    clock_off,
    kernel_changed,
    docker_changed,
    systemd_changed,
    ip_detect_changed,
    swap_broken_off,
    configuration_changed,
    ensemble_changed,
    zookeeper_down,
    cluster_id_changed,
    security_changed,
    mesos_of_master_old,
)


# Those of the whole cluster, of which there is one each.


def marathon_id_new(pair: Pair) -> Planted:
    for master in pair.after.inventory.masters:
        pair.after.bend(marathon_info.PROBE, master.id, framework_id="F9")
    return "marathon", "root Marathon"


def nobody_leads(pair: Pair) -> Planted:
    for master in pair.after.inventory.masters:
        rows = pair.after.get(exhibitor_status.PROBE, master.id).rows
        none = tuple(msgspec.structs.replace(row, leader=False) for row in rows)
        pair.after.bend(exhibitor_status.PROBE, master.id, rows=none)
    return "leader", "ZooKeeper"


def package_changed_alone(pair: Pair) -> Planted:
    """Another configuration on a node that was left at its release."""
    left_behind(pair)
    agent = next(
        node.id
        for node in pair.after.inventory.agents
        if pair.after.get(dcos_version.PROBE, node.id).version == pair.source
    )
    ids = pair.after.get(packages_active.PROBE, agent).ids
    pair.after.bend(packages_active.PROBE, agent, ids=(*ids[:-1], "dcos-config--setup_other"))
    return "package", agent


def service_marathon_gone(pair: Pair) -> Planted:
    there = service_marathons.SeenMarathon(framework_id="F1", framework="mom", app="/mom", version="1.4.11", apps=())
    pair.before.put(service_marathons.PROBE, service_marathons.ServiceMarathons(known=(there,)))
    return "service-marathon", "/mom"


WHOLE: tuple[Plant, ...] = (marathon_id_new, nobody_leads, package_changed_alone, service_marathon_gone)
