"""The cluster after a run against its baseline: nothing of the baseline may be missing, every node must be at the target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.drift.agents import compare_agents
from dcos_upgrade.drift.apps import compare_apps
from dcos_upgrade.drift.difference import Change, Difference, Drift
from dcos_upgrade.drift.frameworks import compare_frameworks
from dcos_upgrade.drift.mesos import MesosVersions
from dcos_upgrade.drift.nodes import compare_nodes
from dcos_upgrade.drift.service_marathons import compare_service_marathons
from dcos_upgrade.drift.tasks import compare_tasks


def compare(
    baseline: Snapshot,
    after: Snapshot,
    *,
    target: Version,
    mesos: str | None,
    out: frozenset[NodeId] = frozenset(),
    ours: frozenset[str] = frozenset(),
    services: Mapping[str, str] | None = None,
) -> Drift:
    """All differences. ``mesos`` is the target's Mesos by the catalog; None: changes of it are told, not judged.

    ``out``: agents whose own state is told, not judged, because they were set aside by name; their tasks are judged like all.
    ``ours``: apps of the run itself, by id. ``services``: the version to which the run takes each service Marathon, by app.
    """
    versions = MesosVersions(baseline=baseline, wanted=mesos)
    return Drift.of(
        chain(
            _told(compare_nodes(baseline, after, target, versions), out),
            _told(compare_agents(baseline, after, versions), out),
            compare_frameworks(baseline, after),
            compare_service_marathons(baseline, after, services),
            compare_apps(baseline, after, ours, services),
            compare_tasks(baseline, after, services),
        )
    )


def _told(differences: Iterable[Difference], out: frozenset[NodeId]) -> Iterator[Difference]:
    """What differs on a node that is set aside is said with that reason instead of being judged."""
    for each in differences:
        if each.subject in out and not isinstance(each, Change):
            why = f"the node is set aside: {each.why}"
            yield Change(kind=each.kind, subject=each.subject, before="", after="", why=why)
        else:
            yield each
