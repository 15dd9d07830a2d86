"""Nothing should wait for offers that did not wait in the baseline. A warning: a queue may fill for reasons of its own."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, answering_marathons, baseline_views, listed
from dcos_upgrade.core.check import Check, Scene
from dcos_upgrade.core.judgement import Judgement, Severity
from dcos_upgrade.probes import marathon_queue as probe

BENCH = Bench(check="marathon-queue", severity=Severity.WARNING)


def judge(scene: Scene) -> Iterator[Judgement]:
    before = baseline_views(scene, probe.PROBE, scene.inventory.masters)
    old = {waiting.id for seen in before.known.values() for waiting in seen.waiting}
    for master in answering_marathons(scene):
        now = scene.fact(probe.PROBE, master.id)
        if now.value and now.value.waiting and not before.known:
            why = f"apps are waiting and the baseline's queue is not known: {before.why}"
            yield BENCH.unknown(master.id, why, before.evidence)
            continue
        yield now.judge(
            lambda seen: {waiting.id for waiting in seen.waiting} <= old,
            check=BENCH.check,
            subject=master.id,
            passed="nothing new waits for offers",
            failed=lambda seen: f"waiting for offers: {listed({waiting.id for waiting in seen.waiting} - old)}",
            remedy="look at what these apps ask for; capacity may be away with an agent",
            severity=Severity.WARNING,
        )


CHECK = Check(
    id=BENCH.check,
    title="Nothing new waits for offers in Marathon",
    source="workbook, 'Cluster State'; Marathon /v2/queue",
    judge=judge,
    severity=Severity.WARNING,
    probes=(probe.PROBE.id,),
)
