"""Every app of the baseline with all its constraints, as many instances and as many that run; Marathon's framework id the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.difference import Change, Difference, Loss, Unjudged
from dcos_upgrade.drift.pair import Pair, any_master
from dcos_upgrade.probes import marathon_apps, marathon_info
from dcos_upgrade.probes.marathon_apps import App, MarathonApps
from dcos_upgrade.probes.task_fate import change_of, changed_meanwhile


def compare_apps(
    baseline: Snapshot,
    after: Snapshot,
    ours: frozenset[str] = frozenset(),
    services: Mapping[str, str] | None = None,
) -> Iterator[Difference]:
    """``ours`` are apps of the run itself: that they came, or went, is no difference. ``services`` are those it changes."""
    yield from _framework_id(baseline, after)
    seen = Pair(before=any_master(baseline, marathon_apps.PROBE), after=any_master(after, marathon_apps.PROBE))
    if seen.before.value is None or seen.after.value is None:
        yield Unjudged(kind="app", subject="cluster", why=seen.why)
        return
    yield from compare_lists(seen.before.value, seen.after.value, seen.evidence, ours=ours, services=services)


def compare_lists(
    before: MarathonApps,
    now: MarathonApps,
    evidence: tuple[str, ...],
    *,
    ours: frozenset[str] = frozenset(),
    services: Mapping[str, str] | None = None,
    of: str = "",
) -> Iterator[Difference]:
    """The apps of one Marathon; ``of`` is added to their names."""
    for old in before.apps:
        if old.id in ours:
            continue
        new = now.app(old.id)
        if new is None:
            yield Loss(kind="app", subject=f"{old.id}{of}", why="is gone", evidence=evidence)
        else:
            yield from _one(old, new, evidence, of, services or {})
    for new in now.apps:
        if before.app(new.id) is None and new.id not in ours:
            why = "it was made since the baseline"
            yield Change(kind="app", subject=f"{new.id}{of}", before="", after="there", why=why)


def meant(app: str, change: str | None, services: Mapping[str, str]) -> str | None:
    """The run's own change of a service Marathon's app is said to be that."""
    if app in services and change == changed_meanwhile(app):
        return f"this run took {app} to {services[app]}"
    return change


def _framework_id(baseline: Snapshot, after: Snapshot) -> Iterator[Difference]:
    before = any_master(baseline, marathon_info.PROBE).map(lambda info: info.framework_id)
    now = any_master(after, marathon_info.PROBE).map(lambda info: info.framework_id)
    seen = Pair(before=before, after=now)
    if seen.why:
        yield Unjudged(kind="framework id", subject="marathon", why=seen.why)
    elif before.value != now.value:
        why = f"is {now.value}; it was {before.value}"
        yield Loss(kind="framework id", subject="marathon", why=why, evidence=seen.evidence)


def _one(old: App, new: App, evidence: tuple[str, ...], of: str, services: Mapping[str, str]) -> Iterator[Difference]:
    subject = f"{old.id}{of}"
    for rule in sorted(old.rules() - new.rules()):
        yield Loss(kind="constraint", subject=subject, why=f"{' '.join(rule)} is gone", evidence=evidence)
    for rule in sorted(new.rules() - old.rules()):
        why = "it was added since the baseline"
        yield Change(kind="constraint", subject=subject, before="", after=" ".join(rule), why=why)
    change = meant(old.id, change_of(old, new), services)
    if new.instances != old.instances:
        why = change or f"{new.id} was scaled up meanwhile"
        yield Change(
            kind="instances", subject=subject, before=f"{old.instances:g}", after=f"{new.instances:g}", why=why
        )
    elif change is not None:
        yield Change(kind="app", subject=subject, before=old.version or "", after=new.version or "", why=change)
    yield from _running(subject, old, new, change, evidence)


def _running(subject: str, old: App, new: App, change: str | None, evidence: tuple[str, ...]) -> Iterator[Difference]:
    if old.tasks_running is None or new.tasks_running is None:
        yield Unjudged(kind="instances", subject=subject, why="Marathon does not say how many run")
    elif new.tasks_running < old.tasks_running and change is None:
        why = f"{new.tasks_running:g} run; {old.tasks_running:g} did"
        yield Loss(kind="instances", subject=subject, why=why, evidence=evidence)
    elif new.tasks_running < old.tasks_running and change is not None:
        before, now = f"{old.tasks_running:g} run", f"{new.tasks_running:g} run"
        yield Change(kind="instances", subject=subject, before=before, after=now, why=change)
