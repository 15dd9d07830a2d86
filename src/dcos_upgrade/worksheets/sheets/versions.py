"""What runs now and what will run: DC/OS and its components, systems and Docker, of the cluster and node by node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import (
    dcos_version,
    docker_version,
    marathon_info,
    mesos_state,
    mesos_version,
    os_release,
    systemd_version,
    zookeeper_srvr,
)
from dcos_upgrade.worksheets import target
from dcos_upgrade.worksheets.facts import of_cluster, of_masters, of_node
from dcos_upgrade.worksheets.figure import Figure, Seen, said, unknown
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.machines import INVENTORY, listed_agents
from dcos_upgrade.worksheets.worksheet import Row, Table, Worksheet

T = TypeVar("T")

CLUSTER_COLUMNS = ("What", "Current", "Target")
NODE_COLUMNS = ("Node", "Role", "DC/OS", "Target", "Mesos", "Operating system", "Kernel", "Docker", "systemd")
NOBODY = "there is no node to ask"


def fill(given: Given) -> Iterator[Table | str]:
    yield Table(
        id="cluster", title="Current and target", columns=CLUSTER_COLUMNS, rows=tuple(_cluster(given)), empty="none"
    )
    nodes = given.snapshot.inventory.nodes
    yield Table(
        id="nodes",
        title="Versions of each node",
        columns=NODE_COLUMNS,
        rows=tuple(_node(given, node) for node in nodes),
        empty="The inventory is empty.",
        unknown="" if nodes else "no answer names a node",
    )
    yield "Service Marathons stand on the worksheet Marathons, with the versions that the plan takes them to."


def _cluster(given: Given) -> Iterator[Row]:
    snapshot = given.snapshot
    nodes = snapshot.inventory.nodes
    releases = _counted(snapshot, dcos_version.PROBE, nodes, lambda found: found.version)
    yield said("DC/OS"), releases, target.release(given)
    infos = [each.figure(lambda info: info.version) for each in of_masters(snapshot, marathon_info.PROBE)]
    yield said("Marathon"), _summed(infos), target.component(given, "marathon")
    yield said("Mesos, leader"), _mesos(snapshot), target.component(given, "mesos")
    yield said("Mesos, agents as registered"), _agents(snapshot), target.component(given, "mesos")
    servers = [each.figure(lambda found: found.version or None) for each in of_masters(snapshot, zookeeper_srvr.PROBE)]
    yield said("ZooKeeper"), _summed(servers), target.component(given, "zookeeper")
    systems = _counted(snapshot, os_release.PROBE, nodes, lambda found: f"{found.id} {found.version}".strip())
    yield said("Operating system"), systems, target.untouched(given, "operating system")
    docker = _counted(snapshot, docker_version.PROBE, nodes, str)
    yield said("Docker"), docker, target.untouched(given, "Docker")


def _counted(snapshot: Snapshot, probe: Probe[T], nodes: Sequence[Node], read: Callable[[T], str]) -> Figure:
    figures = [of_node(snapshot, probe, node.id).figure(read) for node in nodes]
    alone = of_cluster(snapshot, probe)
    return _summed([*figures, alone.figure(read)] if alone.value is not None else figures)


def _summed(figures: Sequence[Figure]) -> Figure:
    """``1.9.9 on 5, unknown on 1``: those of whom nothing is known are counted as that, and never left out."""
    known = Counter(figure.text for figure in figures if figure.value is not None)
    origins = tuple(dict.fromkeys(origin for figure in figures for origin in figure.origins))
    if not known:
        return unknown(figures[0].unknown if figures else NOBODY, *origins)
    missing = sum(1 for figure in figures if figure.value is None)
    parts = [f"{text} on {count}" for text, count in sorted(known.items())]
    return said(", ".join((*parts, f"unknown on {missing}") if missing else parts), *origins)


def _mesos(snapshot: Snapshot) -> Figure:
    return of_cluster(snapshot, mesos_state.PROBE).figure(lambda state: state.version)


def _agents(snapshot: Snapshot) -> Figure:
    found = listed_agents(snapshot)
    if found.value is None:
        return unknown(found.why, found.origin)
    if not found.value:
        return said("no agent is listed", found.origin)
    silent = "Mesos does not say its version"
    return _summed(
        [said(agent.version, found.origin) if agent.version else unknown(silent, found.origin) for agent in found.value]
    )


def _node(given: Given, node: Node) -> Row:
    snapshot = given.snapshot

    def ask(probe: Probe[T]) -> Seen[T]:
        return of_node(snapshot, probe, node.id)

    system = ask(os_release.PROBE)
    return (
        said(node.id, INVENTORY),
        said(str(node.role).replace("_", " "), INVENTORY),
        ask(dcos_version.PROBE).figure(lambda found: found.version),
        target.release(given),
        ask(mesos_version.PROBE).figure(lambda found: found),
        system.figure(lambda found: f"{found.id} {found.version}".strip()),
        system.figure(lambda found: found.kernel),
        ask(docker_version.PROBE).figure(str),
        ask(systemd_version.PROBE).figure(lambda found: str(found.version)),
    )


WORKSHEET = Worksheet(
    id="versions",
    title="Versions, current and target",
    source="workbook, 'Gathering Data'",
    about="What each part is at now, and what it will be at when the plan is done. Targets of components are what the release ships by "
    "the catalog.",
    order=60,
    fill=fill,
)
