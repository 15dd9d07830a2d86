"""The cluster after a run against its baseline: nothing of the baseline may be missing, every node must be at the target."""

from __future__ import annotations

from itertools import chain

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.drift.agents import compare_agents
from dcos_upgrade.drift.apps import compare_apps
from dcos_upgrade.drift.difference import Drift
from dcos_upgrade.drift.frameworks import compare_frameworks
from dcos_upgrade.drift.mesos import MesosVersions
from dcos_upgrade.drift.nodes import compare_nodes
from dcos_upgrade.drift.tasks import compare_tasks


def compare(baseline: Snapshot, after: Snapshot, *, target: Version, mesos: str | None) -> Drift:
    """All differences. ``mesos`` is the target's Mesos by the catalog; None: changes of it are told, not judged."""
    versions = MesosVersions(baseline=baseline, wanted=mesos)
    return Drift.of(
        chain(
            compare_nodes(baseline, after, target, versions),
            compare_agents(baseline, after, versions),
            compare_frameworks(baseline, after),
            compare_apps(baseline, after),
            compare_tasks(baseline, after),
        )
    )
