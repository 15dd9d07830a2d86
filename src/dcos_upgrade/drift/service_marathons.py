"""Every service Marathon of the baseline under its old framework id, not older than it was, with all its apps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.core.snapshot import NOT_ASKED, Snapshot
from dcos_upgrade.drift.apps import compare_lists
from dcos_upgrade.drift.difference import Change, Difference, Loss, Unjudged
from dcos_upgrade.drift.pair import pair
from dcos_upgrade.probes import service_marathons
from dcos_upgrade.probes.service_marathons import SeenMarathon

KIND = "service marathon"


def compare_service_marathons(
    baseline: Snapshot, after: Snapshot, services: Mapping[str, str] | None = None
) -> Iterator[Difference]:
    """``services``: the version that the run takes each of them to, by app."""
    seen = pair(baseline, after, service_marathons.PROBE, CLUSTER)
    if seen.before.unknown == NOT_ASKED and seen.after.known:
        why = "the baseline was taken without asking for them, so they are not compared"
        yield Change(kind=KIND, subject=CLUSTER, before="", after="", why=why)
        return
    if seen.before.value is None or seen.after.value is None:
        yield Unjudged(kind=KIND, subject=CLUSTER, why=seen.why)
        return
    for old in seen.before.value.known:
        if old.framework_id is None:
            continue
        new = seen.after.value.of(old.framework_id)
        if new is None:
            yield Loss(kind=KIND, subject=_subject(old), why="its framework is gone", evidence=seen.evidence)
        else:
            yield from _version(old, new, (services or {}).get(old.app or ""), seen.evidence)
            yield from _apps(old, new, seen.evidence)


def _subject(seen: SeenMarathon) -> str:
    return seen.app or str(seen.framework_id)


def _version(
    old: SeenMarathon, new: SeenMarathon, wanted: str | None, evidence: tuple[str, ...]
) -> Iterator[Difference]:
    if new.version is None:
        yield Unjudged(kind=KIND, subject=_subject(old), why=f"its version is not known: {new.why}")
        return
    now, before = marathon_numbers(new.version), marathon_numbers(old.version or "")
    if wanted is not None and now != marathon_numbers(wanted):
        yield Loss(kind=KIND, subject=_subject(old), why=f"is {new.version}, not {wanted}", evidence=evidence)
    elif now is None:
        yield Unjudged(kind=KIND, subject=_subject(old), why=f"{new.version!r} is no version")
    elif before is not None and now < before:
        yield Loss(kind=KIND, subject=_subject(old), why=f"is {new.version}; it was {old.version}", evidence=evidence)
    elif new.version != old.version:
        why = "this run took it there" if wanted else "it was upgraded meanwhile"
        yield Change(kind=KIND, subject=_subject(old), before=old.version or "unknown", after=new.version, why=why)


def _apps(old: SeenMarathon, new: SeenMarathon, evidence: tuple[str, ...]) -> Iterator[Difference]:
    before, now = old.within(), new.within()
    if before is None or now is None:
        sides = (("before the run", old), ("now", new))
        why = "; ".join(f"{side}: {each.why}" for side, each in sides if each.apps is None)
        yield Unjudged(kind="app", subject=_subject(old), why=why)
        return
    yield from compare_lists(before, now, evidence, of=f"@{_subject(old)}")
