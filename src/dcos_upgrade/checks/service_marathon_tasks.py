"""Every task of the baseline under the service Marathon in hand runs on under its old id, and none of its apps is gone.

An upgrade of a service Marathon does not touch its tasks. One that ended by itself, or whose app a person changed, is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, digests, listed
from dcos_upgrade.checks.service_bench import InHand, in_hand
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import mesos_state, service_marathons
from dcos_upgrade.probes.marathon_apps import MarathonApps
from dcos_upgrade.probes.mesos_state import MesosState
from dcos_upgrade.probes.task_fate import Fate, Sight, TaskFate, fates

BENCH = Bench(check="service-marathon-tasks")
STOP = "stop and find out why before an agent is touched"
NO_ROOT = MarathonApps(apps=())


def judge(scene: Scene) -> Iterator[Judgement]:
    found = in_hand(BENCH, scene)
    if isinstance(found, Judgement):
        yield found
        return
    state = scene.fact(mesos_state.PROBE, CLUSTER)
    before = scene.baseline_fact(mesos_state.PROBE, CLUSTER)
    old = scene.baseline_fact(service_marathons.PROBE, CLUSTER)
    if state.value is None or before.value is None or old.value is None:
        reasons = "; ".join(one.unknown for one in (state, before, old) if one.unknown)
        yield BENCH.unknown(found.subject, reasons, digests(state, before))
        return
    was = old.value.of(found.planned.framework_id)
    evidence = (*found.evidence, *digests(state, before))
    apps_before = was.within() if was is not None else None
    apps = found.row.within() if found.row is not None else None
    if apps is None or apps_before is None:
        why = (found.row.why if found.row is not None else "") or "its apps are not known, now or in the baseline"
        yield BENCH.unknown(found.subject, why, evidence)
        return
    gone = sorted(app.id for app in apps_before.apps if apps.app(app.id) is None)
    ours = _fates(found, before.value, state.value, apps_before, apps)
    lost = [one for one in ours if one.fate is Fate.LOST]
    if gone:
        yield BENCH.failed(found.subject, f"{len(gone)} of its apps are gone: {listed(gone)}", STOP, evidence)
    elif lost:
        summary = f"{len(lost)} tasks lost: {listed(f'{one.task.id} {one.why}' for one in lost)}"
        yield BENCH.failed(found.subject, summary, STOP, evidence)
    else:
        yield BENCH.passed(found.subject, _kept(ours, apps_before), evidence)


def _fates(
    found: InHand, before: MesosState, now: MesosState, apps_before: MarathonApps, apps: MarathonApps
) -> tuple[TaskFate, ...]:
    framework = found.planned.framework_id
    old = Sight(mesos=before, apps=NO_ROOT, within={framework: apps_before})
    new = Sight(mesos=now, apps=NO_ROOT, within={framework: apps})
    return tuple(one for one in fates(old, new) if one.task.framework == framework)


def _kept(found: tuple[TaskFate, ...], apps: MarathonApps) -> str:
    kept = sum(one.fate is Fate.KEPT for one in found)
    excused = listed(f"{one.task.id}: {one.why}" for one in found if one.fate is Fate.EXCUSED)
    return f"{kept} of {len(found)} tasks kept, all {len(apps.apps)} apps there" + (f"; {excused}" if excused else "")


CHECK = Check(
    id=BENCH.check,
    title="What runs under the service Marathon runs on under its old ids",
    source="workbook, 'Upgrade MoM'; Mesos /state, Marathon /v2/apps of the service Marathon",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    probes=(service_marathons.PROBE.id, mesos_state.PROBE.id),
)
