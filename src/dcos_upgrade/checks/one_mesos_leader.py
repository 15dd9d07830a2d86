"""Every master must answer, and exactly one of them must be elected."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, gather
from dcos_upgrade.core.check import Check, Scene
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import mesos_metrics

BENCH = Bench(check="one-mesos-leader")


def judge(scene: Scene) -> Iterator[Judgement]:
    seen = {
        master.id: scene.fact(mesos_metrics.PROBE, master.id).map(lambda metrics: metrics.elected)
        for master in scene.inventory.masters
    }
    for master, elected in seen.items():
        yield elected.judge(
            lambda value: value in (0, 1),
            check=BENCH.check,
            subject=master,
            passed="answers whether it leads",
            failed=lambda value: f"says that it is elected {value:g} times",
            remedy="look at this master's log",
        )
    views = gather(seen)
    leaders = [master for master, value in views.known.items() if value == 1]
    if len(leaders) > 1:
        yield BENCH.failed(
            CLUSTER, f"{', '.join(leaders)} all say that they lead", "wait for one leader", views.evidence
        )
    elif views.missing or not views.known:
        yield BENCH.unknown(CLUSTER, views.why or "the inventory has no master", views.evidence)
    elif not leaders:
        yield BENCH.failed(CLUSTER, "no master is elected", "wait for the election", views.evidence)
    else:
        yield BENCH.passed(CLUSTER, f"{leaders[0]} leads", views.evidence)


CHECK = Check(
    id=BENCH.check,
    title="Exactly one elected Mesos master",
    source="workbook, 'Mesos Master Health Check'",
    judge=judge,
    probes=(mesos_metrics.PROBE.id,),
)
