"""Runs of the fake cluster as reports: from 1.9.9 to 1.10.7, with the snapshots of ``cluster_facts``."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import cluster_facts as facts
import msgspec
from fakes.cluster import FakeCluster, plan_of

from dcos_upgrade.core.plan import Plan, Refusal
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.usecases.running import drive
from dcos_upgrade.usecases.workbook import Workbook, build

MADE = datetime(2018, 7, 24, 12, tzinfo=UTC)
REFUSAL = Refusal(
    source_release="1.9.9",
    target_release="1.11.3",
    rule="one-minor-at-a-time",
    reason="1.10 lies between",
    source="workbook, 'Upgrade Paths'",
)


def plan(*refusals: Refusal) -> Plan:
    route = plan_of(("1.9.9", "1.10.7"), nodes=facts.INVENTORY)
    return msgspec.structs.replace(route, digest="d" * 64, refusals=refusals or (REFUSAL,))


def cluster() -> FakeCluster:
    return FakeCluster(plan=plan())


def run(cluster: FakeCluster) -> FakeCluster:
    """Another process carries the run out, or takes it up."""
    asyncio.run(drive(cluster.process()))
    return cluster


def report(
    cluster: FakeCluster, *, baseline: Snapshot | None = None, after: Snapshot | None = None, snapshots: bool = True
) -> Workbook:
    """The report as it stands; without ``snapshots`` from plan and journal alone."""
    return build(
        cluster.plan,
        tuple(cluster.entries),
        baseline=(baseline or facts.snapshot(facts.healthy())) if snapshots else None,
        after=(after or facts.snapshot(facts.done())) if snapshots else None,
        mesos_of=lambda release: facts.NEW_MESOS,
        made=MADE,
        tool_version="0.1.0",
    )
