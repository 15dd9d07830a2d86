"""Every task of the baseline, by id: kept, excused with a reason, or lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.apps import meant
from dcos_upgrade.drift.difference import Change, Difference, Loss, Unjudged, unknown
from dcos_upgrade.drift.pair import Pair, any_master, pair
from dcos_upgrade.probes import marathon_apps, mesos_state, service_marathons
from dcos_upgrade.probes.marathon_apps import MarathonApps
from dcos_upgrade.probes.service_marathons import ServiceMarathons
from dcos_upgrade.probes.task_fate import Fate, Sight, TaskFate, fates


def compare_tasks(
    baseline: Snapshot, after: Snapshot, services: Mapping[str, str] | None = None
) -> Iterator[Difference]:
    """``services`` are the service Marathons that the run itself changes: their own tasks are new, those under them are not."""
    mesos = pair(baseline, after, mesos_state.PROBE, CLUSTER)
    apps = Pair(before=any_master(baseline, marathon_apps.PROBE), after=any_master(after, marathon_apps.PROBE))
    if mesos.before.value is None or mesos.after.value is None or apps.before.value is None or apps.after.value is None:
        yield from unknown("task", ("Mesos", mesos.why), ("Marathon", apps.why))
        return
    within = pair(baseline, after, service_marathons.PROBE, CLUSTER)
    before = Sight(mesos=mesos.before.value, apps=apps.before.value, within=_within(within.before.value))
    now = Sight(mesos=mesos.after.value, apps=apps.after.value, within=_within(within.after.value))
    for fate in fates(before, now):
        if fate.fate is Fate.LOST and fate.task.framework in before.within.keys() - now.within.keys():
            why = f"{fate.why}, and the apps of its Marathon are not known"
            yield Unjudged(kind="task", subject=fate.task.id, why=why)
        else:
            yield from _difference(fate, mesos.evidence, services or {})


def _within(seen: ServiceMarathons | None) -> dict[str, MarathonApps]:
    """By framework id, of those that say which apps they have."""
    rows = seen.known if seen else ()
    return {row.framework_id: apps for row in rows if row.framework_id and (apps := row.within()) is not None}


def _difference(one: TaskFate, evidence: tuple[str, ...], services: Mapping[str, str]) -> Iterator[Difference]:
    if one.fate is Fate.LOST:
        yield Loss(kind="task", subject=one.task.id, why=one.why, evidence=evidence)
    elif one.fate is Fate.EXCUSED:
        why = meant(one.app, one.why, services) or one.why
        yield Change(kind="task", subject=one.task.id, before=one.task.state, after=one.state, why=why)
