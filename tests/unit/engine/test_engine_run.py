"""Whole runs with fakes: order, counting, halts and ways on. Time is virtual."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from fakes.cluster import FakeCluster, inventory, plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.core.error import Owned
from dcos_upgrade.core.journal import broken_link
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.plan import StageName
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.running import drive


def run(cluster: FakeCluster, until: StageName | None = None) -> RunState:
    return asyncio.run(drive(cluster.process(), until=until))


def events(cluster: FakeCluster, kind: type) -> list:
    return [entry.event for entry in cluster.entries if isinstance(entry.event, kind)]


def test_a_run_ends_done_with_every_node_at_the_target_and_each_script_run_once_per_hop():
    cluster = FakeCluster(plan=plan_of(("1.9.9", "1.10.7", "1.11.3")))

    state = run(cluster)

    assert state.outcome == "done"
    assert {node.release for node in cluster.nodes.values()} == {"1.11.3"}
    assert all(node.runs == {"1.10.7": 1, "1.11.3": 1} for node in cluster.nodes.values())
    assert broken_link(tuple(cluster.entries)) is None


def test_masters_go_leaders_last_then_private_then_public_agents():
    cluster = FakeCluster(plan=plan_of(), mesos_leader="m1", marathon_leader="m2")

    run(cluster)

    assert cluster.starts == ["m3", "m2", "m1", "a1", "a2", "p1"]


def test_the_leader_of_the_moment_decides_not_the_leader_of_the_plan():
    cluster = FakeCluster(plan=plan_of(), mesos_leader="m3", marathon_leader="m1")
    seen = []

    def verdicts(gate: str, node: str) -> Verdict:
        if gate == "admission" and len(cluster.starts) == 1 and not seen:
            seen.append(node)
            cluster.mesos_leader = "m1"
        return Verdict.PASS

    cluster.verdicts = verdicts
    cluster.marathon_leader = "m1"

    run(cluster)

    assert cluster.starts[:3] == ["m2", "m3", "m1"]


def test_no_node_starts_before_the_one_before_has_had_three_good_looks_a_cache_apart():
    cluster = FakeCluster(plan=plan_of())

    run(cluster)

    second = next(
        n for n, e in enumerate(cluster.entries) if isinstance(e.event, journal.StepStarted) and e.event.node == "m2"
    )
    looks = [e for e in cluster.entries[:second] if isinstance(e.event, journal.GatePassed)]
    gaps = [(b.time - a.time).total_seconds() for a, b in itertools.pairwise(looks)]
    assert len(looks) == 3
    assert min(gaps) >= 31


def test_a_single_bad_look_starts_the_count_again():
    cluster = FakeCluster(plan=plan_of())
    answers = iter([Verdict.PASS, Verdict.PASS, Verdict.UNKNOWN])
    cluster.verdicts = lambda gate, node: next(answers, Verdict.PASS) if gate == "master-rejoined" else Verdict.PASS

    run(cluster)

    of_first = [e for e in cluster.entries if isinstance(e.event, journal.GatePassed) and e.event.node == "m1"]
    assert len(of_first) == 5


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.UNKNOWN])
def test_a_gate_that_does_not_pass_halts_the_run_and_touches_no_further_node(verdict: Verdict):
    cluster = FakeCluster(plan=plan_of())
    cluster.verdicts = lambda gate, node: verdict if gate == "master-rejoined" else Verdict.PASS

    state = run(cluster)

    assert state.halted is not None
    assert (state.halted.what, state.halted.name, state.halted.node) == ("gate", "master-rejoined", "m1")
    assert state.halted.evidence == ("e",)
    assert cluster.starts == ["m1"]


def test_an_agent_whose_tasks_are_gone_for_good_is_no_dead_end():
    cluster = FakeCluster(plan=plan_of())
    cluster.verdicts = lambda gate, node: Verdict.FAIL if gate == "agent-rejoined" else Verdict.PASS

    halted = run(cluster).halted

    assert halted is not None and halted.name == "agent-rejoined"
    assert "dcos-upgrade resume" in halted.next and "dcos-upgrade abort" in halted.next


def test_after_the_cause_is_gone_a_resume_completes_without_a_second_script():
    cluster = FakeCluster(plan=plan_of())
    cluster.verdicts = lambda gate, node: Verdict.FAIL if gate == "master-rejoined" else Verdict.PASS
    run(cluster)
    cluster.verdicts = lambda gate, node: Verdict.PASS

    state = run(cluster)

    assert state.outcome == "done"
    assert all(sum(node.runs.values()) == 1 for node in cluster.nodes.values())


def test_an_admission_that_never_passes_halts_before_anything_is_touched():
    cluster = FakeCluster(plan=plan_of())
    cluster.verdicts = lambda gate, node: Verdict.UNKNOWN

    state = run(cluster)

    assert state.halted is not None and state.halted.name == "admission"
    assert cluster.starts == []


def test_a_script_that_exits_0_without_the_swap_halts():
    cluster = FakeCluster(plan=plan_of())
    cluster.swaps = lambda node: node != "m2"

    state = run(cluster)

    assert state.halted is not None and state.halted.node == "m2"
    assert "m3" not in cluster.starts


def test_a_script_that_exits_1_after_the_swap_is_judged_by_our_own_looks():
    cluster = FakeCluster(plan=plan_of())
    cluster.script_exit = lambda node: 1

    assert run(cluster).outcome == "done"


def test_a_resume_does_not_run_a_failed_script_again():
    cluster = FakeCluster(plan=plan_of())
    cluster.swaps = lambda node: False
    run(cluster)

    state = run(cluster)

    assert state.halted is not None and state.halted.next == "dcos-upgrade retry m1"
    assert cluster.starts == ["m1"]


def test_a_retry_by_a_person_starts_the_script_once_more_after_retiring_the_first():
    cluster = FakeCluster(plan=plan_of())
    cluster.swaps = lambda node: False
    run(cluster)
    cluster.swaps = lambda node: True
    context = cluster.process()
    context.write(journal.RetryRequested(hop=0, node="m1", by="kim"))

    state = asyncio.run(drive(context))

    assert state.outcome == "done"
    assert cluster.nodes["m1"].runs["1.11.3"] == 2
    assert cluster.retired == ["m1"]


def test_a_swap_that_was_interrupted_halts_and_goes_on_once_people_have_completed_it():
    cluster = FakeCluster(plan=plan_of())
    cluster.swaps = lambda node: node != "m1"
    cluster.script_exit = lambda node: 137
    cluster.nodes["m1"].swap_interrupted = True
    halted = run(cluster).halted
    cluster.nodes["m1"].swap_interrupted = False
    cluster.nodes["m1"].release = "1.11.3"

    state = run(cluster)

    assert halted is not None and halted.name == "swap-interrupted"
    assert "/opt/mesosphere/bin/pkgpanda setup" in halted.next
    assert state.outcome == "done"
    assert cluster.starts.count("m1") == 1


def test_an_unreachable_node_in_flight_is_waited_for_and_is_not_failed():
    cluster = FakeCluster(plan=plan_of())
    original = cluster.tick

    def tick() -> None:
        original()
        away = cluster.starts == ["m1"] and len(events(cluster, journal.StepSettled)) == 0
        cluster.nodes["m1"].reachable = not (away and 20 < (cluster.now - events_time(cluster)).total_seconds() < 200)

    def events_time(of: FakeCluster):
        return next(e.time for e in of.entries if isinstance(e.event, journal.StepStarted))

    cluster.tick = tick  # type: ignore[method-assign]  # the node goes away for three minutes

    assert run(cluster).outcome == "done"


def test_a_pause_lets_what_flies_settle_and_starts_nothing_more():
    cluster = FakeCluster(plan=plan_of())
    context = cluster.process()
    original = context.nodes.start_step

    async def start_then_pause(order):
        look = await original(order)
        context.write(journal.PauseRequested(by="kim", reason="dinner"))
        return look

    context.nodes.start_step = start_then_pause  # type: ignore[method-assign]  # a person pauses in mid-flight

    state = asyncio.run(drive(context))

    assert state.paused is not None and state.paused.reason == "dinner"
    assert cluster.starts == ["m1"]
    assert [e.node for e in events(cluster, journal.StepSettled)] == ["m1"]
    assert run(cluster).outcome == "done"


def test_until_stops_after_the_stage():
    cluster = FakeCluster(plan=plan_of())

    state = run(cluster, until=StageName.MASTERS)

    assert state.outcome is None
    assert cluster.starts == ["m1", "m2", "m3"]
    assert run(cluster).outcome == "done"


def test_a_foreign_owner_file_stops_the_run_before_anything_is_touched():
    cluster = FakeCluster(plan=plan_of())
    cluster.owners["m2"] = ("another-run", 1)

    with pytest.raises(Owned):
        run(cluster)

    assert cluster.starts == []
    assert events(cluster, journal.HopBound) == []


def test_the_owner_files_are_gone_after_the_run():
    cluster = FakeCluster(plan=plan_of())

    run(cluster)

    assert cluster.owners == {}


def test_something_lost_ends_the_run_as_failed():
    cluster = FakeCluster(plan=plan_of(), lost=("task web.1: gone",))

    state = run(cluster)

    assert state.outcome == "failed"
    assert state.validated is not None and state.validated.lost == ("task web.1: gone",)


def test_a_script_that_changed_since_the_hop_was_bound_halts_and_nothing_runs():
    cluster = FakeCluster(plan=plan_of(), script_changes=True)

    state = run(cluster)

    assert state.halted is not None and "not the one that was bound" in state.halted.reason
    assert cluster.starts == []


def test_nodes_of_one_wave_fly_together_and_never_more_than_allowed():
    nodes = inventory(private=6, public=0)
    cluster = FakeCluster(plan=plan_of(nodes=nodes, at_once=2))
    most = 0
    original = cluster.tick

    def tick() -> None:
        nonlocal most
        original()
        most = max(most, sum(1 for node in cluster.nodes.values() if node.flying))

    cluster.tick = tick  # type: ignore[method-assign]  # count what flies at every moment

    assert run(cluster).outcome == "done"
    assert most == 2


def test_an_older_process_is_fenced_off_by_a_newer_one():
    cluster = FakeCluster(plan=plan_of())
    old = cluster.process()
    cluster.process()

    with pytest.raises(Owned):
        asyncio.run(drive(old))

    assert cluster.starts == []


def test_a_node_found_at_the_target_is_not_run_but_still_has_to_pass_its_gate():
    cluster = FakeCluster(plan=plan_of())
    cluster.nodes["m1"].release = "1.11.3"

    state = run(cluster)

    assert state.outcome == "done"
    assert "m1" not in cluster.starts
    assert len([e for e in events(cluster, journal.GatePassed) if e.node == "m1"]) == 3


def test_a_loss_in_the_first_hop_ends_the_run_before_the_next_hop():
    cluster = FakeCluster(plan=plan_of(("1.9.9", "1.10.7", "1.11.3")), lost=("task web.1: gone",))

    state = run(cluster)

    assert state.outcome == "failed"
    assert {node.release for node in cluster.nodes.values()} == {"1.10.7"}


def test_a_validation_that_is_unknown_halts_and_is_asked_again_after_a_resume():
    cluster = FakeCluster(plan=plan_of(), unknown=("version m1: no answer",))
    halted = run(cluster).halted
    cluster.unknown = ()

    assert halted is not None and halted.name == "validation"
    assert run(cluster).outcome == "done"


def test_a_run_that_meets_a_foreign_owner_leaves_no_owner_file_of_its_own():
    cluster = FakeCluster(plan=plan_of())
    cluster.owners["m2"] = ("another-run", 1)

    with pytest.raises(Owned):
        run(cluster)

    assert cluster.owners == {"m2": ("another-run", 1)}


def test_a_loss_that_only_one_look_saw_does_not_end_the_run():
    cluster = FakeCluster(plan=plan_of(), lost=("task web.1: gone",))
    context = cluster.process()
    original = context.looks.validate

    async def seen_once(target: str):
        found = await original(target)
        cluster.lost = ()
        return found

    context.looks.validate = seen_once  # type: ignore[method-assign]  # the first answer was of a moment between two leaders

    assert asyncio.run(drive(context)).outcome == "done"
