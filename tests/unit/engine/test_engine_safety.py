"""What must not happen whatever dies, is paused, or lies on a node already. Time is virtual."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from fakes.cluster import Executioner, FakeCluster, Killed, plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.running import Progress, drive


def run(cluster: FakeCluster) -> RunState:
    return asyncio.run(drive(cluster.process()))


def events(cluster: FakeCluster, kind: type) -> list:
    return [entry.event for entry in cluster.entries if isinstance(entry.event, kind)]


def killed_between_word_and_deed() -> FakeCluster:
    """A cluster whose orchestrator died right after it wrote that the first step starts, before the node was told."""
    for at in range(1, 60):
        cluster = FakeCluster(plan=plan_of())
        try:
            asyncio.run(drive(cluster.process(Executioner(at))))
        except Killed:
            if events(cluster, journal.StepStarted) and not cluster.starts:
                return cluster
    raise AssertionError("there is no such moment")


def test_a_step_that_never_began_is_admitted_again_before_the_node_is_told():
    cluster = killed_between_word_and_deed()
    cluster.now += timedelta(hours=12)
    cluster.verdicts = lambda gate, node: Verdict.FAIL  # a master was lost overnight

    state = run(cluster)

    assert cluster.starts == []
    assert state.halted is not None
    assert state.halted.name == "admission"


def test_a_node_that_comes_back_late_is_not_told_to_begin_in_a_cluster_that_is_no_longer_whole():
    cluster = FakeCluster(plan=plan_of())
    whole = [True]

    def verdicts(gate: str, node: str) -> Verdict:
        return Verdict.PASS if whole[0] else Verdict.FAIL

    def tell(progress: object) -> None:
        if events(cluster, journal.StepStarted):
            whole[0] = False
        if events(cluster, journal.StepStarted) and cluster.now > begun[0] + timedelta(seconds=200):
            cluster.nodes["m1"].reachable = True
        elif not events(cluster, journal.StepStarted):
            begun[0] = cluster.now

    begun = [cluster.now]
    cluster.verdicts = verdicts
    cluster.nodes["m1"].reachable = False
    context = cluster.process()
    object.__setattr__(context, "tell", tell)

    state = asyncio.run(drive(context))

    assert cluster.starts == []
    assert state.halted is not None


def test_a_pause_holds_also_for_a_step_that_was_written_down_but_never_began():
    cluster = FakeCluster(plan=plan_of())
    cluster.nodes["m1"].reachable = False
    context = cluster.process()

    def tell(progress: Progress) -> None:
        if progress.message == "upgrading" and not events(cluster, journal.PauseRequested):
            context.journal.append(journal.PauseRequested(by="me", reason="lunch"))
            cluster.nodes["m1"].reachable = True

    object.__setattr__(context, "tell", tell)

    asyncio.run(drive(context))
    begun_in_the_pause = list(cluster.starts)
    run(cluster)

    assert begun_in_the_pause == []
    assert all(node.runs == {"1.11.3": 1} for node in cluster.nodes.values())


def test_a_node_that_can_be_reached_but_never_begins_ends_in_a_halt():
    cluster = FakeCluster(plan=plan_of())
    context = cluster.process()

    async def never(order: object) -> None:
        raise Unreachable("the node cannot fetch the upgrade script")

    context.nodes.start_step = never  # type: ignore[method-assign]  # the fake's own method

    state = asyncio.run(drive(context))

    assert state.halted is not None
    assert (state.halted.name, state.halted.node) == ("never began", "m1")
    assert "cannot fetch the upgrade script" in state.halted.reason
    assert cluster.starts == []
