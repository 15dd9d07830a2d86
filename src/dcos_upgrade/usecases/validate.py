"""Prove a run: the cluster as it is now against the baseline from before. What is not known is not proven."""

from __future__ import annotations

from collections.abc import Mapping

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.drift import Drift, compare


def validate(
    baseline: Snapshot,
    after: Snapshot,
    *,
    target: Version,
    mesos: str | None,
    out: frozenset[NodeId] = frozenset(),
    ours: frozenset[str] = frozenset(),
    services: Mapping[str, str] | None = None,
) -> Drift:
    """Compare a fresh capture with the baseline. ``mesos`` is the version that the catalog knows for the target.

    ``out`` are agents that are set aside or left out of the run: what they themselves are is not judged, their tasks are.
    ``ours`` are the apps that the run has put there itself, ``services`` the versions to which it takes service Marathons, by app.
    """
    return compare(baseline, after, target=target, mesos=mesos, out=out, ours=ours, services=services)


def exit_code(drift: Drift) -> ExitCode:
    """LOST when anything is lost, else UNKNOWN when anything could not be judged, else DONE."""
    if drift.lost:
        return ExitCode.LOST
    return ExitCode.UNKNOWN if drift.unknown else ExitCode.DONE
