"""The ZooKeeper servers themselves: one leader, all others follow, and the leader has all of them in step."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, views
from dcos_upgrade.core.check import Check, Scene
from dcos_upgrade.core.cluster import CLUSTER, NodeId
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import zookeeper_mntr, zookeeper_srvr

BENCH = Bench(check="zookeeper-quorum")
_REMEDY = "wait for the ensemble; do not touch another master"


def judge(scene: Scene) -> Iterator[Judgement]:
    alone = len(scene.inventory.masters) == 1
    wanted = ("standalone",) if alone else ("leader", "follower")
    for master in scene.inventory.masters:
        yield scene.fact(zookeeper_srvr.PROBE, master.id).judge(
            lambda seen: seen.mode in wanted,
            check=BENCH.check,
            subject=master.id,
            passed="serves",
            failed=lambda seen: f"its ZooKeeper is {seen.mode}, not {' or '.join(wanted)}",
            remedy=_REMEDY,
        )
    if not alone:
        yield _ensemble(scene)


def _ensemble(scene: Scene) -> Judgement:
    modes = views(scene, zookeeper_srvr.PROBE, scene.inventory.masters)
    leaders = [node for node, seen in modes.known.items() if seen.mode == "leader"]
    if modes.missing or not modes.known:
        return BENCH.unknown(CLUSTER, modes.why or "the inventory has no master", modes.evidence)
    if len(leaders) != 1:
        return BENCH.failed(CLUSTER, f"{len(leaders)} servers lead, not one", _REMEDY, modes.evidence)
    return _followers(scene, leaders[0])


def _followers(scene: Scene, leader: NodeId) -> Judgement:
    wanted = len(scene.inventory.masters) - 1
    synced = scene.fact(zookeeper_mntr.PROBE, leader).map(lambda seen: seen.synced_followers)
    return synced.judge(
        lambda count: count == wanted,
        check=BENCH.check,
        subject=CLUSTER,
        passed=f"{leader} leads with {wanted} followers in step",
        failed=lambda count: f"{leader} leads with {count:g} followers in step, not {wanted}",
        remedy=_REMEDY,
    )


CHECK = Check(
    id=BENCH.check,
    title="ZooKeeper: one leader, all followers in step",
    source="workbook, 'Zookeeper Health Check'; ZooKeeper 3.4, srvr and mntr",
    judge=judge,
    probes=(zookeeper_srvr.PROBE.id, zookeeper_mntr.PROBE.id),
)
