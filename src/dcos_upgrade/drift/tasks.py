"""Every task of the baseline, by id: kept, excused with a reason, or lost."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.difference import Change, Difference, Loss, unknown
from dcos_upgrade.drift.pair import Pair, any_master, pair
from dcos_upgrade.probes import marathon_apps, mesos_state
from dcos_upgrade.probes.task_fate import Fate, Sight, TaskFate, fates


def compare_tasks(baseline: Snapshot, after: Snapshot) -> Iterator[Difference]:
    mesos = pair(baseline, after, mesos_state.PROBE, CLUSTER)
    apps = Pair(before=any_master(baseline, marathon_apps.PROBE), after=any_master(after, marathon_apps.PROBE))
    if mesos.before.value is None or mesos.after.value is None or apps.before.value is None or apps.after.value is None:
        yield from unknown("task", ("Mesos", mesos.why), ("Marathon", apps.why))
        return
    before = Sight(mesos=mesos.before.value, apps=apps.before.value)
    now = Sight(mesos=mesos.after.value, apps=apps.after.value)
    for fate in fates(before, now):
        yield from _difference(fate, mesos.evidence)


def _difference(one: TaskFate, evidence: tuple[str, ...]) -> Iterator[Difference]:
    if one.fate is Fate.LOST:
        yield Loss(kind="task", subject=one.task.id, why=one.why, evidence=evidence)
    elif one.fate is Fate.EXCUSED:
        yield Change(kind="task", subject=one.task.id, before=one.task.state, after=one.state, why=one.why)
