"""Every framework of the baseline still there under its id, and connected if it was."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.difference import Change, Difference, Loss, Unjudged
from dcos_upgrade.drift.pair import pair
from dcos_upgrade.probes import mesos_state


def compare_frameworks(baseline: Snapshot, after: Snapshot) -> Iterator[Difference]:
    seen = pair(baseline, after, mesos_state.PROBE, CLUSTER)
    if seen.before.value is None or seen.after.value is None:
        yield Unjudged(kind="framework", subject=CLUSTER, why=seen.why)
        return
    before = {framework.id: framework for framework in seen.before.value.frameworks}
    now = {framework.id: framework for framework in seen.after.value.frameworks}
    for framework_id, old in before.items():
        subject = f"{old.name} ({framework_id})" if old.name else framework_id
        if framework_id not in now:
            yield Loss(kind="framework", subject=subject, why="its id is gone", evidence=seen.evidence)
        elif old.subscribed and not now[framework_id].subscribed:
            yield Loss(kind="framework", subject=subject, why="is not connected any more", evidence=seen.evidence)
    for framework_id, new in now.items():
        if framework_id not in before:
            why = "it has registered since the baseline"
            yield Change(kind="framework", subject=new.name or framework_id, before="", after=framework_id, why=why)
