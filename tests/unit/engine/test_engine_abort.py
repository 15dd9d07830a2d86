"""A run that a person gives up ends in a lawful state."""

from __future__ import annotations

import asyncio

from fakes.cluster import FakeCluster, plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.running import drive

ABORT = journal.AbortRequested(by="kim", reason="the window is over")


def test_what_flies_settles_nothing_more_starts_and_the_cluster_is_released():
    cluster = FakeCluster(plan=plan_of())
    context = cluster.process()
    original = context.nodes.start_step

    async def start_then_abort(order):
        look = await original(order)
        context.write(ABORT)
        return look

    context.nodes.start_step = start_then_abort  # type: ignore[method-assign]  # a person gives up in mid-flight

    state = asyncio.run(drive(context))

    assert state.outcome == "aborted"
    assert cluster.starts == ["m1"]
    assert any(isinstance(entry.event, journal.StepSettled) for entry in cluster.entries)
    assert cluster.owners == {}


def test_a_halted_run_can_be_given_up():
    cluster = FakeCluster(plan=plan_of())
    cluster.verdicts = lambda gate, node: Verdict.FAIL if gate == "master-rejoined" else Verdict.PASS
    asyncio.run(drive(cluster.process()))
    context = cluster.process()
    context.write(ABORT)

    state: RunState = asyncio.run(drive(context))

    assert state.outcome == "aborted"
    assert cluster.owners == {}


def test_a_run_that_never_had_the_cluster_is_given_up_without_taking_it():
    cluster = FakeCluster(plan=plan_of())
    cluster.owners["m2"] = ("another-run", 1)
    context = cluster.process()
    context.write(ABORT)

    state = asyncio.run(drive(context))

    assert state.outcome == "aborted"
    assert cluster.owners == {"m2": ("another-run", 1)}
