"""Every app that was well in the baseline is well now. One that was not is nobody's to mend here, and is named.

Well means: as many tasks run as it wants, and none of them fails its health check.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, digests, listed, of_any_master
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import marathon_apps
from dcos_upgrade.probes.marathon_apps import App, MarathonApps
from dcos_upgrade.probes.task_fate import change_of

BENCH = Bench(check="apps-healthy-delta")


def judge(scene: Scene) -> Iterator[Judgement]:
    now = of_any_master(scene, marathon_apps.PROBE, scene.fact)
    before = of_any_master(scene, marathon_apps.PROBE, scene.baseline_fact)
    if now.value is None or before.value is None:
        yield BENCH.not_known(CLUSTER, now, before)
        return
    ours = scene.hop.test_apps if scene.hop else frozenset()
    yield _judged(before.value, now.value, ours, digests(now, before))


def _judged(before: MarathonApps, now: MarathonApps, ours: frozenset[str], evidence: tuple[str, ...]) -> Judgement:
    here = {app.id: app for app in now.apps}
    unwell, not_said, old = [], [], []
    for was in before.apps:
        app = here.get(was.id)
        if app is None or was.id in ours or change_of(was, app):
            continue  # what became of an app that a person took away or changed is not a question of health
        trouble = _trouble(app)
        if _trouble(was):
            old.append(was.id)
        elif trouble:
            unwell.append(f"{app.id} ({trouble})")
        elif _silent(was, app):
            not_said.append(app.id)
    if unwell:
        remedy = "look at its tasks; if it mends itself, the run goes on"
        return BENCH.failed(CLUSTER, f"not well, and were before the run: {listed(unwell)}", remedy, evidence)
    if not_said:
        return BENCH.unknown(CLUSTER, f"no result of a health check yet: {listed(not_said)}", evidence)
    more = f"; {listed(old)} was not well before" if old else ""
    return BENCH.passed(CLUSTER, f"every app that was well is well{more}", evidence)


def _trouble(app: App) -> str | None:
    """What is wrong with it, as a clause; None also for what Marathon does not count."""
    if app.tasks_unhealthy:
        return f"{app.tasks_unhealthy:g} unhealthy"
    if app.tasks_running is not None and app.tasks_running < app.instances:
        return f"{app.tasks_running:g} of {app.instances:g} run"
    return None


def _silent(was: App, app: App) -> bool:
    """A new leader has no results before the checks have run once."""
    return bool(was.tasks_healthy) and app.instances > 0 and not app.tasks_healthy


CHECK = Check(
    id=BENCH.check,
    title="Apps that were well are well",
    source="workbook, 'Checking Status During an Upgrade' (health of Marathon), 'Continued Checking State'; Marathon /v2/apps",
    judge=judge,
    stages=frozenset({CheckStage.DURING, CheckStage.POST}),
    probes=(marathon_apps.PROBE.id,),
)
