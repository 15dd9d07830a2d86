"""What lies between two snapshots: the releases of each node, and what became of the apps and tasks that both know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from dcos_upgrade.core.cluster import CLUSTER, NodeId
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.drift.difference import Difference
from dcos_upgrade.drift.pair import any_master
from dcos_upgrade.drift.tasks import compare_tasks
from dcos_upgrade.probes import (
    dcos_version,
    marathon_apps,
    marathon_pods,
    mesos_slaves,
    mesos_state,
    metronome_jobs,
    service_marathons,
)
from dcos_upgrade.probes.marathon_apps import App, MarathonApps
from dcos_upgrade.probes.service_marathons import SeenMarathon

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The release on both sides."""

    source: Version
    target: Version

    @property
    def rose(self) -> bool:
        return self.target > self.source


@dataclass(frozen=True, kw_only=True)
class Between:
    """Both snapshots. Kinds ask it for what no single row can tell."""

    before: Snapshot
    after: Snapshot

    @property
    def sides(self) -> tuple[Snapshot, Snapshot]:
        return self.before, self.after

    def subjects(self, probe: Probe[Any]) -> tuple[NodeId, ...]:
        """Whom the probe asks, as far as both inventories have them; nodes that came or went are told by themselves."""
        known = set(probe.subjects(self.after.inventory))
        return tuple(one for one in probe.subjects(self.before.inventory) if one in known)

    def name(self, address: str) -> str:
        """The node at this address by its name, the same on both sides."""
        node = self.before.inventory.at(address) or self.after.inventory.at(address)
        return str(node.id) if node else address

    def move(self, subject: str) -> Move | None:
        """The node's own release before and after; the cluster's newest where the subject is no node. None: not known."""
        if subject not in self._releases:
            return self.cluster
        source, target = self._releases[subject]
        return Move(source=source, target=target) if source and target else None

    @cached_property
    def cluster(self) -> Move | None:
        known = [one for one in self._releases.values() if one[0] and one[1]]
        if not known:
            return None
        return Move(source=max(source for source, _ in known if source), target=max(now for _, now in known if now))

    @cached_property
    def hop(self) -> bool:
        """Whether any node has a newer release than before."""
        return any(source and target and target > source for source, target in self._releases.values())

    @cached_property
    def _releases(self) -> Mapping[str, tuple[Version | None, Version | None]]:
        nodes = self.subjects(dcos_version.PROBE)
        return {str(node): (_release(self.before, node), _release(self.after, node)) for node in nodes}

    @cached_property
    def agents(self) -> tuple[frozenset[str], frozenset[str]]:
        """Names of the agents that each side lists."""
        before, after = (frozenset(self._agents(side)) for side in self.sides)
        return before, after

    def _agents(self, side: Snapshot) -> Iterator[str]:
        listed = side.fact(mesos_slaves.PROBE, CLUSTER).value
        yield from (self.name(agent.address) for agent in (listed.slaves if listed else ()))

    def stayed(self, agent: str) -> bool:
        return all(agent in side for side in self.agents)

    @cached_property
    def apps(self) -> tuple[Mapping[str, App], Mapping[str, App]]:
        """Every app that each side knows, those of service Marathons with ``@`` and whose they are."""
        before, after = (dict(self._apps(side)) for side in self.sides)
        return before, after

    def has_app(self, name: str) -> bool:
        """Whether both sides know this app; one that came or went is told by itself."""
        return all(name in side for side in self.apps)

    def has_pod(self, pod: str) -> bool:
        """Whether both sides know this pod."""
        seen = (side.fact(marathon_pods.PROBE, CLUSTER).value for side in self.sides)
        return all(known is not None and known.pod(pod) is not None for known in seen)

    def has_job(self, job: str) -> bool:
        """Whether both sides know this job of Metronome."""
        seen = (side.fact(metronome_jobs.PROBE, CLUSTER).value for side in self.sides)
        return all(known is not None and known.job(job) is not None for known in seen)

    def _apps(self, side: Snapshot) -> Iterator[tuple[str, App]]:
        for of, seen in self.marathons(side):
            for app in seen.value.apps if seen.value else ():
                yield f"{app.id}{of}", app

    def marathons(self, side: Snapshot) -> Iterator[tuple[str, Observed[MarathonApps]]]:
        """The root Marathon's apps (named ""), then those of each service Marathon that both sides have."""
        yield "", any_master(side, marathon_apps.PROBE)
        kept = self._services(self.before).keys() & self._services(self.after).keys()
        for framework, row in sorted(self._services(side).items()):
            if framework in kept:
                within = row.within()
                yield (
                    f"@{self._services(self.before)[framework].name}",
                    Observed(value=within, unknown="" if within else row.why),
                )

    def _services(self, side: Snapshot) -> dict[str, SeenMarathon]:
        seen = side.fact(service_marathons.PROBE, CLUSTER).value
        return {row.framework_id: row for row in (seen.known if seen else ()) if row.framework_id}

    @cached_property
    def frameworks(self) -> frozenset[str]:
        """Ids of the frameworks that are registered afterwards."""
        seen = self.after.fact(mesos_state.PROBE, CLUSTER).value
        return frozenset(one.id for one in (seen.frameworks if seen else ()))

    @cached_property
    def tasks(self) -> Mapping[str, Difference]:
        """What validation says of each task that did not simply stay, by id; all of them under ``cluster`` when nothing is known."""
        return {each.subject: each for each in compare_tasks(self.before, self.after)}

    def fact(self, probe: Probe[T], subject: str) -> tuple[Observed[T], Observed[T]]:
        return self.before.fact(probe, NodeId(subject)), self.after.fact(probe, NodeId(subject))


def _release(side: Snapshot, node: NodeId) -> Version | None:
    seen = side.fact(dcos_version.PROBE, node).value
    try:
        return Version.parse(seen.version) if seen else None
    except ValueError:
        return None
