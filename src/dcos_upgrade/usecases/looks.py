"""The run's eyes: a look asks the cluster now, keeps what it saw as evidence, and lets the gates judge.

An answer counts only when it was asked in this very look, directly of its own port; everything older is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from dcos_upgrade import gates as gate_room
from dcos_upgrade.core.check import HopFacts, Scene
from dcos_upgrade.core.cluster import CLUSTER, Inventory, NodeId
from dcos_upgrade.core.error import Broken
from dcos_upgrade.core.gate import Gate
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.plan import ServiceMarathon
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.snapshot_codec import decode, encode
from dcos_upgrade.ports import Api, Clock, EvidenceStore, FourLetterWords, Shell
from dcos_upgrade.probes import dcos_version, marathon_info, service_marathons
from dcos_upgrade.usecases.capture import capture, look, told_id
from dcos_upgrade.usecases.looking import Focus, Look, Validation
from dcos_upgrade.usecases.relied_on import leaders
from dcos_upgrade.usecases.validate import validate

KEPT_AT_HAND = 8
"""Looks that later ones are compared with: those that admitted what is in flight, and a soak's last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterLooks:
    """Implements Looks over the ports. ``mesos_of`` gives a release's Mesos version, None when the catalog has none."""

    inventory: Inventory
    baseline: Snapshot
    probes: Mapping[str, Probe[Any]]
    shell: Shell
    api: Api
    words: FourLetterWords
    evidence: EvidenceStore
    clock: Clock
    mesos_of: Callable[[str], str | None]
    _seen: dict[str, Snapshot] = field(default_factory=dict)

    async def judge(self, gates: Sequence[str], focus: Sequence[Focus], hop: HopFacts) -> Look:
        """One look for all these gates and nodes. Raises Broken for a gate that does not exist."""
        asked = self.clock.now()
        wanted = [_gate(gate) for gate in gates]
        snapshot = await look(
            gates=wanted,
            focus=[node for each in focus for node in (each.node, *each.watched)],
            inventory=self.inventory,
            probes=self.probes,
            shell=self.shell,
            api=self.api,
            words=self.words,
            evidence=self.evidence,
            clock=self.clock,
            cluster=told_id(self.baseline),
        )
        scene = Scene(
            inventory=self.inventory,
            now=snapshot,
            at=self.clock.now(),
            not_before=asked,
            baseline=self.baseline,
            hop=hop,
        )
        leading = leaders(snapshot)
        shared: gate_room.Shared = {}
        return Look(
            judgements={each.node: self._judged(wanted, scene, each, shared) for each in focus},
            digest=self._keep(snapshot, f"look for {', '.join(gates)}"),
            mesos_leader=leading.mesos,
            marathon_leader=leading.marathon,
            zookeeper_leader=leading.zookeeper,
            marathon_version=_marathon_version(snapshot, leading.marathon),
            service_version=_service_version(snapshot, hop.service),
            releases=_releases(snapshot, [each.node for each in focus]),
        )

    def _judged(
        self, gates: Sequence[Gate], scene: Scene, focus: Focus, shared: gate_room.Shared
    ) -> tuple[Judgement, ...]:
        seen = Scene(
            inventory=scene.inventory,
            now=scene.now,
            at=scene.at,
            not_before=scene.not_before,
            baseline=scene.baseline,
            hop=scene.hop,
            before=self._before(focus),
            focus=focus.node,
            swapped=focus.swapped,
            watched=focus.watched,
            since=focus.since,
        )
        return tuple(chain.from_iterable(gate_room.judge(gate, seen, shared) for gate in gates))

    def _before(self, focus: Focus) -> Snapshot | None:
        if not focus.before:
            return None
        if focus.before not in self._seen:
            self._remember(focus.before, decode(self.evidence.get(focus.before), self.probes))
        return self._seen[focus.before]

    def _remember(self, digest: str, snapshot: Snapshot) -> None:
        """A look may be of hundreds of megabytes, so only the last few are kept at hand; evidence has them all."""
        self._seen[digest] = snapshot
        while len(self._seen) > KEPT_AT_HAND:
            del self._seen[next(iter(self._seen))]

    async def validate(self, hop: HopFacts) -> Validation:
        """Everything is captured again and compared with the baseline; the capture is kept as evidence."""
        after = await capture(
            inventory=self.inventory,
            probes=self.probes,
            shell=self.shell,
            api=self.api,
            words=self.words,
            evidence=self.evidence,
            clock=self.clock,
            cluster=told_id(self.baseline),
        )
        out = hop.set_aside | hop.left_out
        drift = validate(
            self.baseline,
            after,
            target=hop.target,
            mesos=hop.mesos,
            out=out,
            ours=hop.test_apps,
            services=hop.services,
        )
        return Validation(
            digest=self._keep(after, "validation"),
            lost=tuple(str(loss) for loss in drift.lost),
            unknown=tuple(str(unjudged) for unjudged in drift.unknown),
            expected=len(drift.expected),
        )

    def _keep(self, snapshot: Snapshot, source: str) -> str:
        return self.evidence.put(encode(snapshot), source=source, time=snapshot.taken).digest


def _gate(gate_id: str) -> Gate:
    gate = gate_room.discover().get(gate_id)
    if gate is None:
        raise Broken(f"the plan names a gate that this version does not have: {gate_id}")
    return gate


def _marathon_version(snapshot: Snapshot, leader: NodeId | None) -> str | None:
    info = snapshot.fact(marathon_info.PROBE, leader).value if leader is not None else None
    return None if info is None else info.version


def _service_version(snapshot: Snapshot, service: ServiceMarathon | None) -> str | None:
    seen = snapshot.fact(service_marathons.PROBE, CLUSTER).value if service is not None else None
    row = seen.of(service.framework_id) if seen is not None and service is not None else None
    return row.version if row is not None else None


def _releases(snapshot: Snapshot, nodes: Sequence[NodeId]) -> dict[NodeId, str]:
    found = {node: snapshot.fact(dcos_version.PROBE, node).value for node in nodes}
    return {node: version.version for node, version in found.items() if version is not None}
