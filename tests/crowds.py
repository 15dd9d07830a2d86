"""Clusters of any size as snapshots, for what is drawn and listed: agents in racks, apps with tasks, service Marathons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cluster_facts as facts
import msgspec

from dcos_upgrade.core.cluster import CLUSTER, Inventory, Node, NodeId, Role
from dcos_upgrade.core.snapshot import Evidence, Key, Observed, Snapshot
from dcos_upgrade.probes import (
    dcos_version,
    exhibitor_configuration,
    marathon_apps,
    marathon_groups,
    marathon_info,
    marathon_leader,
    marathon_pods,
    mesos_metrics,
    mesos_slaves,
    mesos_state,
    metronome_jobs,
    service_marathons,
    user_configuration,
    zookeeper_srvr,
)
from dcos_upgrade.probes.marathon_apps import App, AppTask, MarathonApps
from dcos_upgrade.probes.mesos_slaves import Agent
from dcos_upgrade.probes.service_marathons import SeenMarathon

Name = Callable[[str], str]
"""Changes a foreign string: tests put hostile ones in the place of plain ones."""


def crowd(
    *,
    masters: int = 3,
    private: int = 5,
    public: int = 1,
    racks: int = 2,
    services: int = 1,
    inactive: int = 0,
    name: Name = lambda text: text,
) -> Snapshot:
    """Agents go round the racks; each runs one task of ``/app-N``; the first ``inactive`` are not active."""
    leaders = [_master(number, name) for number in range(masters)]
    agents = [_agent(number, Role.PRIVATE_AGENT, name) for number in range(private)]
    agents += [_agent(private + number, Role.PUBLIC_AGENT, name) for number in range(public)]
    nodes = (*leaders, *agents)
    values: dict[Key, object] = {("dcos-version", node.id): dcos_version.DcosVersion(version="1.9.9") for node in nodes}
    listed = tuple(_listed(number, node, racks, inactive, name) for number, node in enumerate(agents))
    values["mesos-slaves", CLUSTER] = mesos_slaves.MesosSlaves(slaves=listed)
    values["mesos-state", CLUSTER] = _state(listed, leaders, name)
    values["service-marathons", CLUSTER] = service_marathons.ServiceMarathons(
        known=tuple(_service(number, name) for number in range(services))
    )
    values |= _workloads(private + public, name)
    for number, master in enumerate(leaders):
        values |= _facts_of_master(master, leaders, listed, first=number == 0, name=name)
    return _snapshot(nodes, values, name)


def _snapshot(nodes: tuple[Node, ...], values: Mapping[Key, object], name: Name) -> Snapshot:
    found: dict[Key, Observed[object]] = {
        key: Observed(
            value=value, time=facts.NOW, evidence=Evidence(digest=f"{key[0]} of {key[1]}", source="", time=facts.NOW)
        )
        for key, value in values.items()
    }
    inventory = Inventory(cluster=name("crowd"), nodes=tuple(sorted(nodes, key=lambda node: node.id)))
    return Snapshot(inventory=inventory, taken=facts.NOW, facts=found)


def _master(number: int, name: Name) -> Node:
    return Node(id=NodeId(name(f"m{number}")), address=f"10.0.1.{number}", role=Role.MASTER)


def _agent(number: int, role: Role, name: Name) -> Node:
    return Node(id=NodeId(name(f"a{number}")), address=f"10.1.{number // 250}.{number % 250}", role=role)


def _listed(number: int, node: Node, racks: int, inactive: int, name: Name) -> Agent:
    return Agent(
        id=f"S{number}",
        hostname=node.address,
        pid=f"slave(1)@{node.address}:5051",
        active=number >= inactive,
        version=name("1.2.3"),
        attributes={"rack": name(f"r{number % racks}")} if racks else {},
    )


def _task(number: int, name: Name) -> mesos_state.Task:
    return mesos_state.Task(
        id=name(f"task-{number}"), state="TASK_RUNNING", name=name("app"), agent=f"S{number}", framework="F0"
    )


def _state(listed: tuple[Agent, ...], leaders: list[Node], name: Name) -> mesos_state.MesosState:
    tasks = tuple(_task(number, name) for number in range(len(listed)))
    framework = mesos_state.Framework(id="F0", name=name("marathon"), active=True, connected=True, tasks=tasks)
    leader = f"master@{leaders[0].address}:5050" if leaders else None
    return mesos_state.MesosState(id="master-1", version="1.2.3", slaves=listed, frameworks=(framework,), leader=leader)


def _apps(listed: tuple[Agent, ...], name: Name) -> MarathonApps:
    return MarathonApps(
        apps=tuple(
            App(
                id=name(f"/app-{number}"),
                instances=1,
                tasks_running=1,
                constraints=(("hostname", "LIKE", name(agent.hostname)), ("hostname", "UNIQUE")),
                tasks=(AppTask(id=name(f"task-{number}"), agent=agent.id),),
                dependencies=(name(f"/app-{number + 1}"),),
                container=marathon_apps.Container(docker=marathon_apps.Docker(image=name("image:1"))),
                labels=marathon_apps.Package(name=name("package"), version=name("1.0")),
            )
            for number, agent in enumerate(listed)
        )
    )


def _workloads(count: int, name: Name) -> dict[Key, object]:
    """As many groups, pods and jobs."""
    numbers = range(count)
    groups = (
        marathon_groups.Group(id=name(f"/g{number}"), dependencies=(name(f"/g{number + 1}"),)) for number in numbers
    )
    pods = (
        marathon_pods.Pod(
            id=name(f"/pod-{number}"),
            status=name("STABLE"),
            constraints=((name(f"field-{number}"), name(f"OP-{number}"), name(f"value-{number}")),),
            images=(name(f"image-{number}"),),
            instances=(marathon_pods.PodInstance(id=name(f"pod-{number}.i"), agent=f"S{number}"),),
        )
        for number in numbers
    )
    jobs = (
        metronome_jobs.Job(id=name(f"job-{number}"), dependencies=(name(f"job-{number + 1}"),)) for number in numbers
    )
    return {
        ("marathon-groups", CLUSTER): marathon_groups.MarathonGroups(groups=tuple(groups)),
        ("marathon-pods", CLUSTER): marathon_pods.MarathonPods(pods=tuple(pods)),
        ("metronome-jobs", CLUSTER): metronome_jobs.MetronomeJobs(jobs=tuple(jobs)),
    }


def _service(number: int, name: Name) -> SeenMarathon:
    return SeenMarathon(
        framework_id=f"F{number + 1}",
        framework=name(f"mom-{number}"),
        active=True,
        connected=True,
        app=name(f"/mom-{number}"),
        image=name("marathon:1.4.11"),
        version=name("1.4.11"),
        instances=1,
        running=1,
        apps=(App(id=name("/inner"), instances=1),),
    )


def _facts_of_master(
    master: Node, leaders: list[Node], listed: tuple[Agent, ...], *, first: bool, name: Name
) -> dict[Key, object]:
    return {
        ("mesos-metrics", master.id): mesos_metrics.MasterMetrics(elected=float(first)),
        ("marathon-leader", master.id): marathon_leader.MarathonLeader(address=leaders[-1].address),
        ("marathon-info", master.id): marathon_info.MarathonInfo(version=name("1.4.11"), framework_id="F0"),
        ("marathon-apps", master.id): _apps(listed, name),
        ("zookeeper-srvr", master.id): zookeeper_srvr.Srvr(mode="leader" if first else "follower"),
        ("exhibitor-configuration", master.id): exhibitor_configuration.ExhibitorConfiguration(
            data_directory=name("/var/lib/dcos/exhibitor/zookeeper/snapshot")
        ),
        ("user-configuration", master.id): user_configuration.UserConfiguration(
            keys={"bootstrap_url": "http://10.0.0.9:9000", name("dns_search"): name("example.com")}
        ),
    }


def without(snapshot: Snapshot, *probes: str) -> Snapshot:
    """The same, but these facts are unknown: nothing answered."""
    why: Observed[object] = Observed(unknown="nothing answered")
    changed = {key: why if key[0] in probes else observed for key, observed in snapshot.facts.items()}
    return Snapshot(inventory=snapshot.inventory, taken=snapshot.taken, facts=changed)


def bent(snapshot: Snapshot, probe: str, subject: str, **changes: object) -> Snapshot:
    """The same, with changes to one fact."""
    key = probe, NodeId(subject)
    value = msgspec.structs.replace(snapshot.facts[key].value, **changes)  # type: ignore[type-var]
    return Snapshot(
        inventory=snapshot.inventory,
        taken=snapshot.taken,
        facts={**snapshot.facts, key: Observed(value=value, time=facts.NOW)},
    )
