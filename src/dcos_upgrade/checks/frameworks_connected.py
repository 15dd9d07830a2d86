"""Every framework that was connected in the baseline must be connected again; after an election they come back one by one."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, digests, listed
from dcos_upgrade.core.check import Check, Scene
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import mesos_state

BENCH = Bench(check="frameworks-connected")


def judge(scene: Scene) -> Iterator[Judgement]:
    now = scene.fact(mesos_state.PROBE, CLUSTER)
    baseline = scene.baseline_fact(mesos_state.PROBE, CLUSTER)
    if now.value is None or baseline.value is None:
        yield BENCH.not_known(CLUSTER, now, baseline)
        return
    evidence = digests(now, baseline)
    wanted = {framework.id: framework.name for framework in baseline.value.frameworks if framework.subscribed}
    here = {framework.id for framework in now.value.frameworks if framework.subscribed}
    away = [f"{name} ({framework})" for framework, name in wanted.items() if framework not in here]
    if not wanted:
        yield BENCH.unknown(CLUSTER, "the baseline has no connected framework, not even Marathon", evidence)
    elif away:
        yield BENCH.failed(
            CLUSTER, f"not connected: {listed(away)}", "wait for the schedulers to subscribe again", evidence
        )
    else:
        yield BENCH.passed(CLUSTER, f"all {len(wanted)} frameworks of the baseline are connected", evidence)


CHECK = Check(
    id=BENCH.check,
    title="All frameworks of the baseline connected",
    source="workbook, 'Cluster State'; Mesos /state",
    judge=judge,
    probes=(mesos_state.PROBE.id,),
)
