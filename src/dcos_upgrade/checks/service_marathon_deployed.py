"""The app of the service Marathon in hand is deployed; where it is not, what the root Marathon waits for is said."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, digests, views
from dcos_upgrade.checks.service_bench import InHand, in_hand
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import marathon_queue, service_marathons
from dcos_upgrade.probes.service_marathons import SeenMarathon

BENCH = Bench(check="service-marathon-deployed")


def judge(scene: Scene) -> Iterator[Judgement]:
    found = in_hand(BENCH, scene)
    if isinstance(found, Judgement):
        yield found
        return
    rows = found.seen.of_app(found.planned.app)
    if not rows:
        yield BENCH.unknown(found.subject, "the look did not see its app", found.evidence)
    elif rows[0].running is None or rows[0].instances is None:
        yield BENCH.unknown(found.subject, "the root Marathon does not list its tasks", found.evidence)
    else:
        yield _judged(scene, found, rows[0])


def _judged(scene: Scene, found: InHand, row: SeenMarathon) -> Judgement:
    running, wanted = row.running or 0, row.instances or 0.0
    if not row.deployments and running >= wanted and wanted > 0:
        return BENCH.passed(
            found.subject, f"{running} of {wanted:g} tasks run, and nothing is being deployed", found.evidence
        )
    queue = views(scene, marathon_queue.PROBE, scene.inventory.masters)
    waits = any(waiting.id == found.planned.app for seen in queue.known.values() for waiting in seen.waiting)
    parts = [
        f"{running} of {wanted:g} tasks run",
        *(f"the deployment {each} is under way" for each in row.deployments),
        *(("it waits in the launch queue",) if waits else ()),
        *((f"its last failure: {row.failure}",) if row.failure else ()),
    ]
    remedy = "look at what its tasks wait for: the image, the offers, the port"
    evidence = (*found.evidence, *digests(*(scene.fact(marathon_queue.PROBE, m.id) for m in scene.inventory.masters)))
    return BENCH.failed(found.subject, ", ".join(parts), remedy, evidence)


CHECK = Check(
    id=BENCH.check,
    title="The service Marathon's app is deployed",
    source="workbook, 'Upgrade MoM'; Marathon /v2/apps and /v2/queue of the root",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    probes=(service_marathons.PROBE.id, marathon_queue.PROBE.id),
)
