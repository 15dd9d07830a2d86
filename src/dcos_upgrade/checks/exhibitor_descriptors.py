"""The ZooKeeper that Exhibitor runs on each master must not run out of file descriptors.

The workbook wants fewer of them than the cluster has nodes, counted over every Java process: a healthy ensemble has more, as each
session is one. What counts is how much of that is used up which the baseline left free: half of it is a leak.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, digests
from dcos_upgrade.core.check import Check, Scene
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.snapshot import Observed
from dcos_upgrade.probes import zookeeper_mntr
from dcos_upgrade.probes.zookeeper_mntr import Mntr

BENCH = Bench(check="exhibitor-descriptors")


def judge(scene: Scene) -> Iterator[Judgement]:
    for master in scene.inventory.masters:
        now = scene.fact(zookeeper_mntr.PROBE, master.id)
        before = scene.baseline_fact(zookeeper_mntr.PROBE, master.id)
        yield _judged(master, now, before)


def _judged(master: Node, now: Observed[Mntr], before: Observed[Mntr]) -> Judgement:
    evidence = digests(now, before)
    if now.value is None or before.value is None:
        return BENCH.not_known(master.id, now, before)
    open_files, most, old = now.value.open_files, now.value.max_files, before.value.open_files
    if open_files is None or most is None or old is None or most <= 0:
        return BENCH.unknown(master.id, "ZooKeeper does not say how many descriptors it has open", evidence)
    if open_files >= old + max(0.0, most - old) / 2:
        summary = f"ZooKeeper has {open_files:g} of {most:g} descriptors open; before the run it had {old:g}"
        return BENCH.failed(master.id, summary, "find out who holds them (cons, on port 2181)", evidence)
    return BENCH.passed(master.id, f"{open_files:g} of {most:g} descriptors are open", evidence)


CHECK = Check(
    id=BENCH.check,
    title="Enough file descriptors for ZooKeeper on every master",
    source="workbook, 'Verify health of Exhibitor/ZooKeeper'; ZooKeeper 3.4, mntr",
    judge=judge,
    probes=(zookeeper_mntr.PROBE.id,),
)
