"""A small healthy cluster as facts, and the few ways in which tests bend it.

Three masters, two private agents and a public one; between 1.9.9 (before) and 1.10.7 (after).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from dcos_upgrade.core.check import HopFacts, Scene
from dcos_upgrade.core.cluster import CLUSTER, Inventory, Node, NodeId, Role
from dcos_upgrade.core.plan import ServiceMarathon
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Evidence, Key, Observed, Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.probes import (
    agent_id,
    agent_metrics,
    clock,
    clock_synchronised,
    cloud_template,
    cluster_id,
    dcos_version,
    disk_space,
    docker_settings,
    docker_under_dcos,
    docker_version,
    exhibitor_status,
    inodes,
    journal_errors,
    kernel_settings,
    marathon_apps,
    marathon_deployments,
    marathon_info,
    marathon_leader,
    marathon_queue,
    mesos_maintenance,
    mesos_metrics,
    mesos_slaves,
    mesos_state,
    mesos_version,
    mounts,
    node_role,
    os_release,
    packages_active,
    processor,
    programs,
    selinux,
    service_marathons,
    swap_leftovers,
    system_services,
    systemd_version,
    units,
    user_configuration,
    vendor_checks_cluster,
    vendor_checks_node,
    zookeeper_mntr,
    zookeeper_srvr,
)
from dcos_upgrade.probes.exhibitor_status import ExhibitorStatus, Row
from dcos_upgrade.probes.marathon_apps import App, AppTask, MarathonApps
from dcos_upgrade.probes.mesos_slaves import Agent, MesosSlaves
from dcos_upgrade.probes.mesos_state import Framework, MesosState, Task
from dcos_upgrade.probes.units import Unit, Units
from dcos_upgrade.probes.vendor_runner import Outcome, VendorChecks

NOW = datetime(2018, 7, 10, 12, 0, tzinfo=UTC)
SWAPPED = NOW - timedelta(minutes=5)
"""When the step of the node in focus was started."""

M1, M2, M3 = NodeId("m1"), NodeId("m2"), NodeId("m3")
A1, A2, P1 = NodeId("a1"), NodeId("a2"), NodeId("p1")

OLD, NEW = Version.parse("1.9.9"), Version.parse("1.10.7")
OLD_MESOS, NEW_MESOS = "1.2.3", "1.4.2"
PACKAGES = ("bootstrap--0123", "marathon--4567", "mesos--89ab")

INVENTORY = Inventory(
    cluster="example",
    nodes=(
        Node(id=A1, address="10.0.2.1", role=Role.PRIVATE_AGENT, rack="r1"),
        Node(id=A2, address="10.0.2.2", role=Role.PRIVATE_AGENT, rack="r2"),
        Node(id=M1, address="10.0.1.1", role=Role.MASTER),
        Node(id=M2, address="10.0.1.2", role=Role.MASTER),
        Node(id=M3, address="10.0.1.3", role=Role.MASTER),
        Node(id=P1, address="10.0.3.1", role=Role.PUBLIC_AGENT),
    ),
)
MASTERS = ("10.0.1.1", "10.0.1.2", "10.0.1.3")
AGENTS = {A1: ("S0", "10.0.2.1"), A2: ("S1", "10.0.2.2"), P1: ("S2", "10.0.3.1")}

Values = dict[Key, object]

MOM = service_marathons.SeenMarathon(
    framework_id="F1",
    framework="mom",
    active=True,
    connected=True,
    app="/mom",
    version="1.4.11",
    instances=1,
    running=1,
    apps=(),
)
"""A service Marathon that runs nothing."""
MOM_PLANNED = ServiceMarathon(app="/mom", framework="mom", framework_id="F1", source="1.4.11", target="1.4.11")


def key(probe: Probe[Any], subject: str = CLUSTER) -> Key:
    return probe.id, NodeId(subject)


def agent(node: NodeId, **changes: Any) -> Agent:
    agent_id, address = AGENTS[node]
    values: dict[str, Any] = {
        "id": agent_id,
        "hostname": address,
        "pid": f"slave(1)@{address}:5051",
        "active": True,
        "version": OLD_MESOS,
        "registered_time": 1000.0,
        "attributes": {"rack": "r1"},
    }
    return Agent(**{**values, **changes})


def slaves(*agents: Agent, recovered: tuple[Agent, ...] = ()) -> MesosSlaves:
    return MesosSlaves(slaves=agents or (agent(A1), agent(A2), agent(P1)), recovered_slaves=recovered)


def task(number: int, agent_id: str = "S0", **changes: Any) -> Task:
    values: dict[str, Any] = {"id": f"web.{number}", "state": "TASK_RUNNING", "agent": agent_id, "framework": "F0"}
    return Task(**{**values, **changes})


def state(*tasks: Task, completed: tuple[Task, ...] = (), **changes: Any) -> MesosState:
    marathon: dict[str, Any] = {"id": "F0", "name": "marathon", "active": True, "connected": True, "checkpoint": True}
    values: dict[str, Any] = {
        "id": "master-1",
        "version": OLD_MESOS,
        "leader": "master@10.0.1.2:5050",
        "pid": "master@10.0.1.2:5050",
        "slaves": (agent(A1), agent(A2), agent(P1)),
        "frameworks": (Framework(**{**marathon, "tasks": tasks, "completed_tasks": completed}),),
    }
    return MesosState(**{**values, **changes})


def app(**changes: Any) -> App:
    values: dict[str, Any] = {
        "id": "/web",
        "instances": 2,
        "version": "2018-07-01T00:00:00.000Z",
        "constraints": (("hostname", "UNIQUE"),),
        "tasks_running": 2,
        "tasks": (AppTask(id="web.1", agent="S0"), AppTask(id="web.2", agent="S1")),
        "deployments": (),
    }
    return App(**{**values, **changes})


def rows(*, codes: tuple[int, int, int] = (3, 3, 3), leader: int = 0) -> ExhibitorStatus:
    return ExhibitorStatus(
        rows=tuple(
            Row(code=code, hostname=host, leader=number == leader, description={3: "serving", 1: "down"}.get(code, ""))
            for number, (host, code) in enumerate(zip(MASTERS, codes, strict=True))
        )
    )


def healthy() -> Values:
    """The cluster before the run: m1 leads ZooKeeper, m2 Mesos, m3 Marathon."""
    values: Values = {
        key(mesos_maintenance.PROBE): mesos_maintenance.MesosMaintenance(),
        key(mesos_slaves.PROBE): slaves(),
        key(mesos_state.PROBE): state(task(1, "S0"), task(2, "S1")),
        key(service_marathons.PROBE): service_marathons.ServiceMarathons(known=(MOM,)),
    }
    for master in (M1, M2, M3):
        values |= _master(master)
    for agent_node in AGENTS:
        values[key(agent_metrics.PROBE, agent_node)] = agent_metrics.AgentMetrics(registered=1.0, uptime_secs=90000.0)
        values[key(docker_under_dcos.PROBE, agent_node)] = docker_under_dcos.DockerUnderDcos(
            state=docker_under_dcos.DockerLoads.RUNS
        )
        values[key(systemd_version.PROBE, agent_node)] = systemd_version.SystemdVersion(version=219)
        values[key(agent_id.PROBE, agent_node)] = agent_id.AgentId(id=AGENTS[agent_node][0])
        values[key(processor.PROBE, agent_node)] = processor.Processor(sse42=True, count=4)
        values[key(docker_settings.PROBE, agent_node)] = docker_settings.DockerSettings(
            state=docker_version.DockerState.RUNNING, storage_driver="overlay", live_restore=False, running=2
        )
    for node in INVENTORY.nodes:
        values |= _disk(node, OLD, OLD_MESOS)
    return values


def _master(master: NodeId) -> Values:
    mode = "leader" if master == M1 else "follower"
    return {
        key(exhibitor_status.PROBE, master): rows(),
        key(zookeeper_srvr.PROBE, master): zookeeper_srvr.Srvr(mode=mode),
        key(zookeeper_mntr.PROBE, master): zookeeper_mntr.Mntr(
            server_state=mode,
            synced_followers=2.0 if master == M1 else None,
            open_files=126.0,
            max_files=4096.0,
        ),
        key(mesos_metrics.PROBE, master): mesos_metrics.MasterMetrics(
            elected=float(master == M2), uptime_secs=90000.0, registrar_log_recovered=1.0, tasks_lost=0.0
        ),
        key(marathon_leader.PROBE, master): marathon_leader.MarathonLeader(address=MASTERS[2]),
        key(marathon_info.PROBE, master): marathon_info.MarathonInfo(version="1.4.11", framework_id="F0"),
        key(marathon_apps.PROBE, master): MarathonApps(apps=(app(),)),
        key(marathon_deployments.PROBE, master): marathon_deployments.MarathonDeployments(deployments=()),
        key(marathon_queue.PROBE, master): marathon_queue.MarathonQueue(waiting=()),
        key(cluster_id.PROBE, master): "6c1f0a6e-0000-4000-8000-000000000001",
        key(cloud_template.PROBE, master): cloud_template.CloudTemplate(signs=()),
        key(user_configuration.PROBE, master): user_configuration.UserConfiguration(keys={}, provider="onprem"),
    }


def _disk(node: Node, release: Version, mesos: str) -> Values:
    role = {Role.MASTER: "master", Role.PRIVATE_AGENT: "slave", Role.PUBLIC_AGENT: "slave_public"}[node.role]
    return {
        key(dcos_version.PROBE, node.id): dcos_version.DcosVersion(version=str(release)),
        key(mesos_version.PROBE, node.id): mesos,
        key(node_role.PROBE, node.id): node_role.NodeRole(files=(role,)),
        key(packages_active.PROBE, node.id): packages_active.ActivePackages(ids=PACKAGES),
        key(journal_errors.PROBE, node.id): journal_errors.JournalErrors(kinds=()),
        key(disk_space.PROBE, node.id): disk_space.DiskSpace(
            free=dict.fromkeys(disk_space.PLACES, 10_000_000), active=1_000_000
        ),
        key(os_release.PROBE, node.id): os_release.OsRelease(id="rhel", version="7.4", kernel="3.10.0-693"),
        key(docker_version.PROBE, node.id): docker_version.DockerVersion(
            state=docker_version.DockerState.RUNNING, version="17.05.0-ce"
        ),
        key(clock.PROBE, node.id): NOW.timestamp(),
        **_below(node),
    }


def _below(node: Node) -> Values:
    """The system under DC/OS, as its documentation asks for it."""
    root = mounts.Mount(target="/", type="ext4", options=("rw",))
    return {
        key(clock_synchronised.PROBE, node.id): True,
        key(inodes.PROBE, node.id): inodes.Inodes(
            free=dict.fromkeys(inodes.PLACES, 900_000), total=dict.fromkeys(inodes.PLACES, 1_000_000)
        ),
        key(kernel_settings.PROBE, node.id): kernel_settings.KernelSettings(ipv6=True),
        key(mounts.PROBE, node.id): mounts.Mounts(of=dict.fromkeys(mounts.PLACES, root)),
        key(programs.PROBE, node.id): programs.Programs(found=programs.NAMES),
        key(selinux.PROBE, node.id): selinux.SeLinux(mode=selinux.Mode.PERMISSIVE, policy="targeted"),
        key(system_services.PROBE, node.id): system_services.SystemServices(
            states={**dict.fromkeys(system_services.NAMES, "absent"), "docker": "active"}
        ),
    }


def upgraded(node_id: NodeId) -> Values:
    """The cluster after the step of this node: it is at 1.10.7, its processes are a minute old."""
    node = INVENTORY.node(node_id)
    assert node is not None
    values = healthy() | _disk(node, NEW, NEW_MESOS)
    values |= {
        key(packages_active.PROBE, node_id): packages_active.ActivePackages(ids=PACKAGES),
        key(swap_leftovers.PROBE, node_id): swap_leftovers.SwapLeftovers(
            install_progress=False, active=True, new=False, old=True, environment=True
        ),
        key(units.PROBE, node_id): _units(node),
        key(vendor_checks_node.PROBE, node_id): vendor(role=node.role),
        key(vendor_checks_cluster.PROBE, node_id): VendorChecks(runner="dcos-diagnostics", status=0, configured=()),
    }
    return values | (_fresh_master(node_id) if node.role is Role.MASTER else _fresh_agent(node_id))


def vendor(status: int = 0, *, role: Role = Role.MASTER, **changes: Any) -> VendorChecks:
    """The runner's answer for a node of this role; ``status`` is that of its components."""
    own = ("components_master", "mesos_master_replog_synchronized")
    components, mesos = own if role is Role.MASTER else ("components_agent", "mesos_agent_registered_with_masters")
    values: dict[str, Any] = {
        "runner": "dcos-diagnostics",
        "status": status,
        "checks": {components: Outcome(status=status), mesos: Outcome(status=0), "tar": Outcome(status=0)},
        "configured": (components, mesos, "tar"),
    }
    return VendorChecks(**{**values, **changes})


def replicating(status: int, *, components: int = 0, **changes: Any) -> VendorChecks:
    """A master's answer from 1.13 on; ``status`` is that of CockroachDB's replication."""
    plain = vendor(components, runner="dcos-check-runner")
    checks = {**plain.checks, "cockroachdb_replication": Outcome(status=status)}
    values: dict[str, Any] = {"checks": checks, "configured": tuple(checks), "status": max(status, components)}
    return vendor(**{"runner": "dcos-check-runner", **values, **changes})


def _units(node: Node) -> Units:
    names = {
        Role.MASTER: ("dcos-exhibitor.service", "dcos-mesos-master.service", "dcos-marathon.service"),
        Role.PRIVATE_AGENT: ("dcos-mesos-slave.service",),
        Role.PUBLIC_AGENT: ("dcos-mesos-slave-public.service",),
    }[node.role]
    well = {name: Unit(active="active", sub="running", load="loaded") for name in names}
    once = Unit(active="inactive", sub="dead", type="oneshot", result="success")
    return Units(units={**well, "dcos-gen-resolvconf.service": once})


def _fresh_master(node: NodeId) -> Values:
    metrics = mesos_metrics.MasterMetrics(elected=float(node == M2), uptime_secs=60.0, registrar_log_recovered=1.0)
    return {key(mesos_metrics.PROBE, node): metrics}


def _fresh_agent(node: NodeId) -> Values:
    others = [agent(other) for other in AGENTS if other != node]
    fresh = agent(node, version=NEW_MESOS, reregistered_time=2000.0)
    return {
        key(agent_metrics.PROBE, node): agent_metrics.AgentMetrics(registered=1.0, uptime_secs=60.0),
        key(mesos_slaves.PROBE): slaves(fresh, *others),
    }


def done() -> Values:
    """The cluster after the whole run."""
    values = healthy()
    for node in INVENTORY.nodes:
        values |= _disk(node, NEW, NEW_MESOS)
    values[key(mesos_slaves.PROBE)] = slaves(*(agent(node, version=NEW_MESOS) for node in AGENTS))
    return values


def snapshot(values: Mapping[Key, object], *, at: datetime = NOW, unknown: Mapping[Key, str] | None = None) -> Snapshot:
    """The values as facts asked at this time; ``unknown`` are facts without a value, with their reasons."""
    facts: dict[Key, Observed[object]] = {
        one: Observed(value=value, time=at, evidence=Evidence(digest=f"sha of {one[0]} {one[1]}", source="", time=at))
        for one, value in values.items()
    }
    facts |= {one: Observed(unknown=reason, time=at) for one, reason in (unknown or {}).items()}
    return Snapshot(inventory=INVENTORY, taken=at, facts=facts)


def scene(
    values: Mapping[Key, object] | None = None,
    *,
    focus: NodeId | None = None,
    baseline: Mapping[Key, object] | None = None,
) -> Scene:
    """A look at these values; with a focus, one after this node's step to 1.10.7."""
    now = values if values is not None else (upgraded(focus) if focus else healthy())
    before = snapshot(healthy() if baseline is None else baseline, at=NOW - timedelta(hours=1))
    plain = Scene(
        inventory=INVENTORY, now=snapshot(now), at=NOW, baseline=before, not_before=NOW - timedelta(minutes=1)
    )
    if focus is None:
        return plain
    hop = HopFacts(source=OLD, target=NEW, package_ids=PACKAGES, mesos=NEW_MESOS, service=MOM_PLANNED)
    return replace(plain, hop=hop, focus=focus, swapped=SWAPPED, before=snapshot(healthy(), at=SWAPPED))
