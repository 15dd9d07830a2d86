"""The leading Marathon must not be older than one that has led in this run.

A Marathon that leads migrates the stored state to its own version; an older one that leads later cannot read it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, answering_marathons, digests, views
from dcos_upgrade.core.check import Check, Scene
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.probes import marathon_info, marathon_leader

BENCH = Bench(check="marathon-never-older")


def judge(scene: Scene) -> Iterator[Judgement]:
    named = views(scene, marathon_leader.PROBE, answering_marathons(scene))
    addresses = {seen.address for seen in named.known.values()}
    leader = scene.inventory.at(addresses.pop()) if len(addresses) == 1 else None
    if named.missing or leader is None:
        yield BENCH.unknown(CLUSTER, named.why or "the masters do not name one leading Marathon", named.evidence)
        return
    info = scene.fact(marathon_info.PROBE, leader.id)
    evidence = (*named.evidence, *digests(info))
    now = marathon_numbers(info.value.version) if info.value else None
    led = scene.hop.marathon_led if scene.hop else None
    newest = marathon_numbers(led) if led else None
    if info.value is None:
        yield BENCH.not_known(CLUSTER, info)
    elif now is None:
        yield BENCH.unknown(CLUSTER, f"{info.value.version!r} is no version of Marathon", evidence)
    elif newest is not None and now < newest:
        summary = f"Marathon {info.value.version} of {leader.id} leads, and {led} has led before"
        remedy = (
            f"stop it there (systemctl stop dcos-marathon on {leader.id}), so that a new one leads; look at its log"
        )
        yield BENCH.failed(CLUSTER, summary, remedy, evidence)
    else:
        yield BENCH.passed(CLUSTER, f"Marathon {info.value.version} leads, and none newer has led", evidence)


CHECK = Check(
    id=BENCH.check,
    title="No Marathon leads after a newer one",
    source="workbook, 'Continued Checking State'; Marathon 1.4 to 1.11, migration of the stored state",
    judge=judge,
    probes=(marathon_leader.PROBE.id, marathon_info.PROBE.id),
)
