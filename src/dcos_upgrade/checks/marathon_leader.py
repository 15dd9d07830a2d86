"""Every master must name the same leading Marathon, a master, and the framework id must be the baseline's.

With another framework id Marathon has lost its tasks: they run on as orphans.

A Marathon that this run holds back need not answer, but it must not lead.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, answering_marathons, baseline_views, views
from dcos_upgrade.core.check import Check, Scene
from dcos_upgrade.core.cluster import CLUSTER, NodeId, Role
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import marathon_info
from dcos_upgrade.probes import marathon_leader as probe

BENCH = Bench(check="marathon-leader")


def judge(scene: Scene) -> Iterator[Judgement]:
    yield from _named(scene)
    yield _agreement(scene)
    yield _framework(scene)


def _named(scene: Scene) -> Iterator[Judgement]:
    for master in answering_marathons(scene):
        yield scene.fact(probe.PROBE, master.id).judge(
            lambda seen: _is_master(scene, seen.address),
            check=BENCH.check,
            subject=master.id,
            passed="names a master as the leading Marathon",
            failed=lambda seen: f"names {seen.address}, which is no master of the inventory",
            remedy="find out what runs there; do not go on",
        )


def _is_master(scene: Scene, address: str) -> bool:
    node = scene.inventory.at(address)
    return node is not None and node.role is Role.MASTER


def _agreement(scene: Scene) -> Judgement:
    named = views(scene, probe.PROBE, answering_marathons(scene))
    if named.missing or not named.known:
        return BENCH.unknown(CLUSTER, named.why or "the inventory has no master", named.evidence)
    leaders = sorted({seen.address for seen in named.known.values()})
    if len(leaders) > 1:
        return BENCH.failed(CLUSTER, f"the masters name {', '.join(leaders)}", "wait for one leader", named.evidence)
    held = _held_back(scene, leaders[0])
    if held is not None:
        remedy = f"stop it there again (systemctl stop dcos-marathon on {held}), so that a new one leads"
        return BENCH.failed(CLUSTER, f"{held} leads, whose Marathon is held back", remedy, named.evidence)
    return BENCH.passed(CLUSTER, f"all masters name {leaders[0]}", named.evidence)


def _held_back(scene: Scene, address: str) -> NodeId | None:
    node = scene.inventory.at(address)
    return node.id if node is not None and scene.hop is not None and node.id in scene.hop.held_back else None


def _framework(scene: Scene) -> Judgement:
    now = views(scene, marathon_info.PROBE, answering_marathons(scene))
    before = baseline_views(scene, marathon_info.PROBE, scene.inventory.masters)
    evidence = (*now.evidence, *before.evidence)
    ids = {info.framework_id for info in now.known.values()}
    wanted = {info.framework_id for info in before.known.values() if info.framework_id}
    if now.missing or not now.known:
        return BENCH.unknown(CLUSTER, now.why or "the inventory has no master", evidence)
    if len(wanted) != 1:
        return BENCH.unknown(CLUSTER, f"the baseline has {len(wanted)} framework ids of Marathon", evidence)
    if None in ids:
        return BENCH.unknown(CLUSTER, "Marathon does not say its framework id", evidence)
    if ids != wanted:
        text = ", ".join(sorted(str(one) for one in ids))
        return BENCH.failed(
            CLUSTER,
            f"Marathon's framework id is {text}; it was {wanted.pop()}",
            "stop: its tasks are orphans",
            evidence,
        )
    return BENCH.passed(CLUSTER, "Marathon's framework id is the baseline's", evidence)


CHECK = Check(
    id=BENCH.check,
    title="One Marathon leader, the same framework id",
    source="workbook, 'Marathon Health Check'; Marathon /v2/leader and /v2/info",
    judge=judge,
    probes=(probe.PROBE.id, marathon_info.PROBE.id),
)
