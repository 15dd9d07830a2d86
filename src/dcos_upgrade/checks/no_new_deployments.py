"""No deployment may be under way that the baseline did not have: an upgrade must not meet an app in the middle of a change.

A deployment of the run's own test apps alone is not one.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, answering_marathons, baseline_views, listed
from dcos_upgrade.core.check import Check, Scene
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import marathon_deployments
from dcos_upgrade.probes.marathon_deployments import MarathonDeployments

BENCH = Bench(check="no-new-deployments")


def judge(scene: Scene) -> Iterator[Judgement]:
    before = baseline_views(scene, marathon_deployments.PROBE, scene.inventory.masters)
    old = {deployment.id for seen in before.known.values() for deployment in seen.deployments}
    ours = scene.hop.test_apps if scene.hop else frozenset()
    for master in answering_marathons(scene):
        now = scene.fact(marathon_deployments.PROBE, master.id)
        if now.value and _new(now.value, old, ours) and not before.known:
            why = f"deployments are under way and the baseline's are not known: {before.why}"
            yield BENCH.unknown(master.id, why, before.evidence)
            continue
        yield now.judge(
            lambda seen: not _new(seen, old, ours),
            check=BENCH.check,
            subject=master.id,
            passed="no new deployment",
            failed=lambda seen: f"new deployments: {listed(_new(seen, old, ours))}",
            remedy="wait until they are done, or have their owners stop them",
        )


def _new(seen: MarathonDeployments, old: set[str], ours: frozenset[str]) -> tuple[str, ...]:
    """What affects nothing that it names is somebody else's."""
    others = (one for one in seen.deployments if not one.apps or not one.apps <= ours)
    return tuple(f"{one.affects or 'of nothing'} ({one.id})" for one in others if one.id not in old)


CHECK = Check(
    id=BENCH.check,
    title="No new Marathon deployments",
    source="workbook, 'Pre-Upgrade Checklist'; Marathon /v2/deployments",
    judge=judge,
    probes=(marathon_deployments.PROBE.id,),
)
