"""A snapshot of saved answers: each fact where it belongs; what no file says, or two say differently, is unknown by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from dcos_upgrade.core.cluster import CLUSTER, Inventory, Node, NodeId, Role
from dcos_upgrade.core.probe import Command, Probe, the_cluster
from dcos_upgrade.core.snapshot import Evidence, Key, Observed, Snapshot
from dcos_upgrade.probes.marathon_names import NAMES, MarathonNames
from dcos_upgrade.probes.mesos_metrics import PROBE as MASTER_METRICS
from dcos_upgrade.probes.mesos_metrics import MasterMetrics
from dcos_upgrade.probes.mesos_slaves import Agent
from dcos_upgrade.probes.mesos_state import PROBE as STATE
from dcos_upgrade.probes.mesos_state import MesosState
from dcos_upgrade.probes.reading import host_port
from dcos_upgrade.saved.file import Status, Verdict
from dcos_upgrade.saved.kind import Told

NO_FILE = "no file holds an answer to it"
NOT_WHOSE = "a file holds such an answer, but not whose it is"
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFile:
    """A verdict with the evidence that was kept of its file; None for what was not read."""

    verdict: Verdict
    evidence: Evidence | None = None


def snapshot_of(
    files: Sequence[SavedFile], probes: Mapping[str, Probe[Any]], *, taken: datetime, cluster: str
) -> Snapshot:
    """Of the files that were read. Facts of one kind and subject that differ: the newest, where all have their time."""
    read = [file for file in files if file.verdict.status is Status.READ]
    inventory = Inventory(cluster=cluster, nodes=tuple(_nodes(read)))
    facts = dict(_facts(read, inventory))
    facts.update({key: value for key, value in _gaps(probes, inventory, facts) if key not in facts})
    return Snapshot(inventory=inventory, taken=taken, facts=facts)


def _nodes(files: Iterable[SavedFile]) -> Iterator[Node]:
    """Masters by address; agents by the address that they listen on, with the port where two share it."""
    masters = {_plain(name) for file in files for name in file.verdict.said.masters}
    found: dict[str, Agent] = {}
    for file in files:
        found.update({agent.id: agent for agent in file.verdict.said.agents if agent.address})
    shared: defaultdict[str, list[Agent]] = defaultdict(list)
    for agent in found.values():
        shared[agent.address].append(agent)
    nodes = [Node(id=NodeId(each), address=each, role=Role.MASTER) for each in masters if each]
    for address, agents in shared.items():
        alone = len(agents) == 1 and address not in masters
        nodes += [node_of(agent, address if alone else f"{address} {agent.id}") for agent in agents]
    yield from sorted(nodes, key=lambda node: node.id)


def node_of(agent: Agent, name: str) -> Node:
    """An agent as Mesos knows it."""
    role = Role.PUBLIC_AGENT if agent.public else Role.PRIVATE_AGENT
    return Node(id=NodeId(name), address=agent.address, role=role)


def _plain(host: str) -> str:
    found = host_port(host)
    return found.host if found else host


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    told: Told
    file: SavedFile

    @property
    def time(self) -> datetime | None:
        return self.file.verdict.time

    def observed(self) -> Observed[object]:
        return Observed(value=self.told.value, time=self.time, evidence=self.file.evidence)


def _facts(files: Sequence[SavedFile], inventory: Inventory) -> Iterator[tuple[Key, Observed[object]]]:
    placed: defaultdict[Key, list[_Placed]] = defaultdict(list)
    leader = _leader(files)
    for file in files:
        for told in file.verdict.said.facts:
            placed[told.probe, _subject(told, inventory, leader)].append(_Placed(told=told, file=file))
    for key, found in placed.items():
        yield key, _names(found) if key[0] == NAMES.id else _agreed(found)
    for file in files:
        for probe, why in file.verdict.said.unread.items():
            if all(key[0] != probe for key in placed):
                yield (probe, CLUSTER), Observed(unknown=f"{file.verdict.path}: {why}", evidence=file.evidence)


def _leader(files: Iterable[SavedFile]) -> str:
    """The one that every state names; empty where they do not agree."""
    states = [told.value for file in files for told in file.verdict.said.facts if told.probe == STATE.id]
    named = {state.leader for state in states if isinstance(state, MesosState)}
    found = host_port(named.pop() or "") if len(named) == 1 else None
    return found.host if found else ""


def _subject(told: Told, inventory: Inventory, leader: str) -> NodeId:
    """The node whose answer it is; the cluster where no file says."""
    if told.of_cluster:
        return CLUSTER
    node = inventory.at(_plain(told.host)) if told.host else None
    if node is None and told.probe == MASTER_METRICS.id and isinstance(told.value, MasterMetrics):
        node = inventory.at(leader) if told.value.elected == 1 and not told.host else None
    return node.id if node else CLUSTER


def _agreed(found: Sequence[_Placed]) -> Observed[object]:
    """The one value; of several the newest, if each has its time; else unknown, with the files that differ."""
    if all(each.told.value == found[0].told.value for each in found):
        return found[0].observed()
    if all(each.time is not None for each in found):
        return max(found, key=lambda each: each.time or LONG_AGO).observed()
    paths = [each.file.verdict.path for each in found]
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    return Observed(unknown=f"{len(paths)} files say different things: {', '.join(paths[:3])}{more}")


def _names(found: Sequence[_Placed]) -> Observed[object]:
    """Lists of all must agree; without one the single apps and groups are put together."""
    apps, pods = (_ids(found, key) for key in ("apps", "pods"))
    if isinstance(apps, str) and isinstance(pods, str | None):
        return Observed(unknown=apps)
    names = MarathonNames(
        apps=None if isinstance(apps, str) else apps,
        pods=None if isinstance(pods, str) else pods,
        whole=any(_of(each).whole for each in found),
    )
    return replace(found[0].observed(), value=names)


def _of(placed: _Placed) -> MarathonNames:
    assert isinstance(placed.told.value, MarathonNames)
    return placed.told.value


def _ids(found: Sequence[_Placed], key: str) -> tuple[str, ...] | str | None:
    known = [each for each in found if getattr(_of(each), key) is not None]
    whole = [each for each in known if _of(each).whole]
    if not whole:
        return tuple(sorted({name for each in known for name in getattr(_of(each), key)})) if known else None
    if len({getattr(_of(each), key) for each in whole}) > 1:
        if any(each.time is None for each in whole):
            return f"{len(whole)} files list different {key}"
        whole = [max(whole, key=lambda each: each.time or LONG_AGO)]
    listed: tuple[str, ...] = getattr(_of(whole[0]), key)
    return listed


def _gaps(
    probes: Mapping[str, Probe[Any]], inventory: Inventory, facts: Mapping[Key, Observed[object]]
) -> Iterator[tuple[Key, Observed[object]]]:
    """Whatever a live capture would have asked."""
    for name, probe in probes.items():
        subjects = probe.subjects(inventory) or (() if isinstance(probe.question, Command) else (CLUSTER,))
        elsewhere = probe.subjects is not the_cluster and (name, CLUSTER) in facts
        for subject in subjects:
            yield (name, subject), Observed(unknown=NOT_WHOSE if elsewhere else NO_FILE)
