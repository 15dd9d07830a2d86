"""Every agent of the baseline registered and active under its old id, with its attributes and its Mesos."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.difference import Change, Difference, Loss, Unjudged
from dcos_upgrade.drift.mesos import MesosVersions, Seen
from dcos_upgrade.drift.pair import pair
from dcos_upgrade.probes import mesos_slaves
from dcos_upgrade.probes.mesos_slaves import Agent, MesosSlaves


def compare_agents(baseline: Snapshot, after: Snapshot, mesos: MesosVersions) -> Iterator[Difference]:
    seen = pair(baseline, after, mesos_slaves.PROBE, CLUSTER)
    if seen.before.value is None or seen.after.value is None:
        yield Unjudged(kind="agent", subject=CLUSTER, why=seen.why)
        return
    names = {node.address: str(node.id) for node in after.inventory.nodes}
    for agent in seen.before.value.slaves:
        name = names.get(agent.address, agent.address)
        yield from _one(name, agent, seen.after.value, mesos, seen.evidence)
    yield from _not_listed(after, seen.before.value)
    yield from _new(names, seen.before.value, seen.after.value)


def _one(
    name: str, old: Agent, now: MesosSlaves, mesos: MesosVersions, evidence: tuple[str, ...]
) -> Iterator[Difference]:
    agent = now.agent(old.id)
    if agent is None:
        others = ", ".join(other.id for other in now.at(old.address))
        why = f"{old.id} is gone" + (f"; {others} is registered in its place" if others else "")
        yield Loss(kind="agent", subject=name, why=why, evidence=evidence)
        return
    if agent.active is None:
        yield Unjudged(kind="agent", subject=name, why="the leader does not say whether it is active")
    elif not agent.active and old.active:
        yield Loss(kind="agent", subject=name, why=f"{old.id} is not active", evidence=evidence)
    for key in sorted(old.attributes):
        if agent.attributes.get(key) != old.attributes[key]:
            why = f"{key} is {agent.attributes.get(key, 'gone')}; it was {old.attributes[key]}"
            yield Loss(kind="attribute", subject=name, why=why, evidence=evidence)
    yield from _version(name, old, agent, mesos, evidence)


def _version(
    name: str, old: Agent, agent: Agent, mesos: MesosVersions, evidence: tuple[str, ...]
) -> Iterator[Difference]:
    kind = "registered version"
    if agent.version is None:
        yield Unjudged(kind=kind, subject=name, why="the leader does not say the agent's Mesos version")
        return
    why = "the agent runs the Mesos of the target"
    seen = Seen(kind=kind, subject=name, before=old.version, now=agent.version, why=why, evidence=evidence)
    yield from mesos.compare(seen)


def _not_listed(after: Snapshot, before: MesosSlaves) -> Iterator[Difference]:
    """An agent of the inventory that the baseline did not list cannot be compared, so it is not fine either."""
    for node in after.inventory.agents:
        if not before.at(node.address):
            yield Unjudged(kind="agent", subject=node.id, why=f"the baseline lists no agent at {node.address}")


def _new(names: Mapping[str, str], before: MesosSlaves, now: MesosSlaves) -> Iterator[Difference]:
    known = {agent.address for agent in before.slaves}
    for agent in now.slaves:
        if agent.address not in known:
            name = names.get(agent.address, agent.address)
            yield Change(kind="agent", subject=name, before="", after=agent.id, why="it has joined since the baseline")
