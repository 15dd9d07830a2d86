"""The ledger is told to programs by ``status`` and to people by the report."""

from __future__ import annotations

import asyncio

from fakes.cluster import FakeCluster, plan_of

from dcos_upgrade.render.keys.status import status_keys
from dcos_upgrade.render.workbook import html, markdown
from dcos_upgrade.usecases.running import drive
from dcos_upgrade.usecases.status import describe
from dcos_upgrade.usecases.workbook.build import build


def done() -> FakeCluster:
    cluster = FakeCluster(plan=plan_of())
    asyncio.run(drive(cluster.process()))
    return cluster


def test_status_tells_programs_every_item_with_its_state_and_why():
    cluster = done()

    keys = status_keys(describe(cluster.plan, cluster.entries, carried_out=False))

    owners = [item for item in keys["ledger"] if item["kind"] == "owner-file"]
    steps = [item for item in keys["ledger"] if item["kind"] == "step-files"]
    assert [(item["where"], item["state"]) for item in owners] == [(m, "undone") for m in ("m1", "m2", "m3")]
    assert {item["where"] for item in steps} == set(cluster.nodes)
    assert all(item["state"] == "kept" and item["why"] for item in steps)


def test_the_report_shows_the_ledger():
    cluster = done()
    workbook = build(
        cluster.plan,
        cluster.entries,
        baseline=None,
        after=None,
        mesos_of=lambda release: None,
        made=cluster.now,
        tool_version="0",
    )

    for text in (html(workbook), markdown(workbook)):
        assert "Ledger: what was laid down" in text
        assert "/var/lib/dcos-upgrade/owner" in text
        assert "/var/lib/dcos-upgrade/target/1.11.3" in text
