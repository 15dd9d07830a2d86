"""Nobody else may lead Mesos or Marathon than in the look before: a step may cost an election, the time after it may not.

Compared with the soak's last look. One that came and went between two looks is seen by the uptime of the leading Mesos master only.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, Digests, answering_marathons, digests, gather
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import CLUSTER, NodeId
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.probes import marathon_leader, mesos_metrics
from dcos_upgrade.probes.mesos_metrics import MasterMetrics

BENCH = Bench(check="leaders-steady")
_REMEDY = "find out why it does not stay; its log says why it gave up the lead"
SLACK = 5.0
"""Seconds that an uptime may be short, since answers take their time."""


def judge(scene: Scene) -> Iterator[Judgement]:
    yield _mesos(scene)
    yield _marathon(scene)


def _mesos(scene: Scene) -> Judgement:
    masters = scene.inventory.masters
    seen = {master.id: scene.fact(mesos_metrics.PROBE, master.id) for master in masters}
    now = [node for node, one in seen.items() if one.value is not None and one.value.elected == 1]
    evidence = digests(*seen.values())
    if gather(seen).missing or len(now) != 1:
        return BENCH.unknown(CLUSTER, gather(seen).why or "there is not one leading Mesos master", evidence)
    before = _led_mesos(scene)
    if before is not None and before != now[0]:
        return BENCH.failed(CLUSTER, f"{now[0]} leads Mesos; it was {before}", _REMEDY, evidence)
    if before is not None and _restarted(scene, now[0], seen[now[0]]):
        return BENCH.failed(CLUSTER, f"the leading Mesos master {now[0]} has been started anew", _REMEDY, evidence)
    return BENCH.passed(CLUSTER, f"{now[0]} leads Mesos" + (", as before" if before else ""), evidence)


def _led_mesos(scene: Scene) -> NodeId | None:
    if scene.before is None:
        return None
    return next((node for node, seen in _metrics(scene, scene.before) if seen.value and seen.value.elected == 1), None)


def _metrics(scene: Scene, snapshot: Snapshot) -> Iterator[tuple[NodeId, Observed[MasterMetrics]]]:
    return ((master.id, snapshot.fact(mesos_metrics.PROBE, master.id)) for master in scene.inventory.masters)


def _restarted(scene: Scene, leader: NodeId, now: Observed[MasterMetrics]) -> bool:
    before = scene.before.fact(mesos_metrics.PROBE, leader) if scene.before else None
    uptime = now.value.uptime_secs if now.value else None
    if before is None or before.time is None or now.time is None or uptime is None:
        return False
    return uptime + SLACK < (now.time - before.time).total_seconds()


def _marathon(scene: Scene) -> Judgement:
    seen = {master.id: scene.fact(marathon_leader.PROBE, master.id) for master in answering_marathons(scene)}
    evidence: Digests = digests(*seen.values())
    now = {one.value.address for one in seen.values() if one.value is not None}
    if gather(seen).missing or len(now) != 1:
        return BENCH.unknown(CLUSTER, gather(seen).why or "there is not one leading Marathon", evidence)
    leader, before = now.pop(), _led_marathon(scene)
    if before is not None and before != leader:
        summary = f"{_name(scene, leader)} leads Marathon; it was {_name(scene, before)}"
        return BENCH.failed(CLUSTER, summary, _REMEDY, evidence)
    return BENCH.passed(CLUSTER, f"{_name(scene, leader)} leads Marathon" + (", as before" if before else ""), evidence)


def _led_marathon(scene: Scene) -> str | None:
    """None where the look before did not see one leader: that look was not good, so nothing is to be kept up."""
    if scene.before is None:
        return None
    seen = (scene.before.fact(marathon_leader.PROBE, master.id) for master in scene.inventory.masters)
    named = {one.value.address for one in seen if one.value is not None}
    return named.pop() if len(named) == 1 else None


def _name(scene: Scene, address: str) -> str:
    node = scene.inventory.at(address)
    return node.id if node is not None else address


CHECK = Check(
    id=BENCH.check,
    title="The leaders of Mesos and Marathon stay",
    source="workbook, 'Checking Status During an Upgrade' (health of cluster leader, of Marathon); Mesos /metrics/snapshot, Marathon /v2/leader",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    probes=(mesos_metrics.PROBE.id, marathon_leader.PROBE.id),
)
