"""What must not happen whatever dies, is paused, or lies on a node already. Time is virtual."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import timedelta

import pytest
from fakes.cluster import Executioner, FakeCluster, FakeStep, Killed, plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.core.check import HopFacts
from dcos_upgrade.core.error import Refused, Unreachable
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.step import Begun, NodeState
from dcos_upgrade.engine.action import Record
from dcos_upgrade.engine.decide import _failures
from dcos_upgrade.engine.state import RunState, fold
from dcos_upgrade.usecases.looking import Focus, Look
from dcos_upgrade.usecases.running import Progress, drive
from dcos_upgrade.usecases.starting import may_retry


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


def failed_and_retried(cluster: FakeCluster, death: Executioner) -> None:
    """A resume with a person's word that the script of a1 may be started once more."""
    context = cluster.process(death)
    context.journal.append(journal.RetryRequested(hop=0, node="a1", by="test"))
    asyncio.run(drive(context))


def halted_at_a1() -> FakeCluster:
    cluster = FakeCluster(plan=plan_of(), script_exit=lambda node: 1, swaps=lambda node: node != "a1")
    assert run(cluster).halted is not None
    cluster.swaps = lambda node: True
    return cluster


def test_a_death_at_any_moment_of_a_retry_leaves_a_way_on_and_no_third_script():
    whole = Executioner()
    failed_and_retried(halted_at_a1(), whole)

    for at in range(1, whole.moments):
        cluster = halted_at_a1()
        with contextlib.suppress(Killed):
            failed_and_retried(cluster, Executioner(at))
        if not events(cluster, journal.RetryRequested):
            continue
        state = run(cluster)
        assert state.outcome == "done", (at, state.halted)
        assert cluster.nodes["a1"].runs == {"1.11.3": 2}


def lies_there_from_another_run(cluster: FakeCluster, *, exit: int | None, minutes: int | None = None) -> None:
    begun = Begun(run="r0", epoch=1, attempt=1, boot_id="b")
    ends_at = None if minutes is None else cluster.now + timedelta(minutes=minutes)
    cluster.nodes["m1"].steps["1.11.3"] = FakeStep(begun=begun, ends_at=ends_at, exit=exit)


def test_what_another_run_left_on_a_node_halts_and_a_person_may_set_it_aside():
    cluster = FakeCluster(plan=plan_of())
    lies_there_from_another_run(cluster, exit=1)

    state = run(cluster)

    assert state.halted is not None
    assert state.halted.name == "begun by another run"
    assert "dcos-upgrade retry m1" in state.halted.next
    assert run(cluster).halted is not None  # a resume alone does not set it aside
    assert cluster.starts == []
    word = asyncio.run(may_retry(cluster.plan, fold(cluster.entries), cluster.process().nodes, "m1", by="me"))
    context = cluster.process()
    context.journal.append(word)
    assert asyncio.run(drive(context)).outcome == "done"
    assert all(node.runs == {"1.11.3": 1} for node in cluster.nodes.values())


def test_a_job_of_another_run_that_still_lives_is_not_set_aside():
    cluster = FakeCluster(plan=plan_of())
    lies_there_from_another_run(cluster, exit=None, minutes=600)
    state = run(cluster)

    with pytest.raises(Refused, match="still runs"):
        asyncio.run(may_retry(cluster.plan, state, cluster.process().nodes, "m1", by="me"))

    assert "wait until its job has ended" in state.halted.next if state.halted else False


def test_a_node_that_another_run_brought_to_the_target_meanwhile_is_judged_by_its_gates():
    cluster = FakeCluster(plan=plan_of())
    lies_there_from_another_run(cluster, exit=None, minutes=10)
    assert run(cluster).halted is not None
    cluster.now += timedelta(minutes=20)

    state = run(cluster)

    assert state.outcome == "done"
    assert "m1" not in cluster.starts
    assert len([event for event in events(cluster, journal.GatePassed) if event.node == "m1"]) == 3


def test_a_node_found_at_the_target_whose_job_never_ends_is_not_waited_for_without_end():
    cluster = FakeCluster(plan=plan_of())
    lies_there_from_another_run(cluster, exit=None, minutes=60 * 24 * 365)
    cluster.nodes["m1"].release = "1.11.3"

    state = run(cluster)

    assert state.halted is not None
    assert "still runs there" in state.halted.reason


def test_gates_of_a_node_found_at_the_target_know_since_when_its_process_must_be_new():
    cluster = FakeCluster(plan=plan_of())
    cluster.nodes["m1"].release = "1.11.3"
    context = cluster.process()
    seen: list[Focus] = []
    judge = context.looks.judge

    async def remembering(gates: Sequence[str], focus: Sequence[Focus], hop: HopFacts) -> Look:
        seen.extend(focus if "admission" not in gates else ())
        return await judge(gates, focus, hop)

    context.looks.judge = remembering  # type: ignore[method-assign]  # the fake's own method
    asyncio.run(drive(context))

    assert [focus for focus in seen if focus.swapped is None] == []


@pytest.mark.parametrize("state", list(NodeState))
def test_a_halt_by_a_node_always_names_a_way_on(state: NodeState):
    cluster = FakeCluster(plan=plan_of())
    settled = journal.StepSettled(hop=0, node="m1", attempt=1, exit=1, state=state, version=None)
    context = cluster.process()
    context.journal.append(journal.StepStarted(hop=0, node="m1", attempt=1))
    context.journal.append(settled)

    halted = _failures(cluster.plan, context.state())

    if state is NodeState.NEW:
        assert halted is None
    else:
        assert isinstance(halted, Record)
        assert isinstance(halted.event, journal.Halted)
        assert "dcos-upgrade resume" in halted.event.next or "dcos-upgrade retry m1" in halted.event.next
