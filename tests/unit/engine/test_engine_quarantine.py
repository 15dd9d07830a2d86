"""One agent of many may fail: it is set aside within the budget, the run goes on, and nothing fails twice for one cause."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

from fakes.cluster import PACING, Executioner, FakeCluster, Killed, inventory, plan_of
from msgspec.structs import replace

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Event, broken_link
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.engine.position import place_of
from dcos_upgrade.engine.state import Phase, RunState, fold
from dcos_upgrade.usecases.running import drive

MANY = inventory(masters=3, private=6, public=1)
ONE_MAY_FAIL = replace(PACING, failure_budget=1)
TWO_MAY_FAIL = replace(PACING, failure_budget=2)


def cluster_of(pacing=ONE_MAY_FAIL, releases=("1.10.7", "1.11.3"), nodes=MANY) -> FakeCluster:
    return FakeCluster(plan=plan_of(releases, nodes=nodes, pacing=pacing))


def failing(cluster: FakeCluster, *names: str, exits: Callable[[str], int] = lambda name: 1) -> FakeCluster:
    """These nodes' scripts end without a swap."""
    cluster.script_exit = lambda name: exits(name) if name in names else 0
    cluster.swaps = lambda name: name not in names
    return cluster


def run(cluster: FakeCluster, **words: object) -> RunState:
    return asyncio.run(drive(cluster.process(), **words))


def say(cluster: FakeCluster, event: Event) -> None:
    """From another terminal, while nobody carries the run out."""
    cluster.process().journal.append(event)


def events(cluster: FakeCluster, kind: type) -> list:
    return [entry.event for entry in cluster.entries if isinstance(entry.event, kind)]


def readmitted(cluster: FakeCluster, node: str, hop: int = 0) -> journal.Readmitted:
    place = place_of(cluster.plan, hop, node)
    assert place is not None
    return journal.Readmitted(hop=hop, node=node, stage=str(place[0].name), wave=place[1], by="me")


def test_one_failed_agent_within_the_budget_is_set_aside_and_the_run_goes_on_to_its_end():
    cluster = failing(cluster_of(), "a3")

    state = run(cluster)

    assert state.outcome == "done"
    assert state.quarantined == {(0, "a3")}
    assert {name for name, node in cluster.nodes.items() if node.release == "1.10.7"} == {"a3"}
    assert cluster.owners == {}


def test_without_a_budget_the_first_failed_agent_halts_the_run():
    cluster = failing(cluster_of(PACING), "a3")

    state = run(cluster)

    assert state.halted is not None
    assert state.halted.node == "a3"
    assert state.quarantined == frozenset()


def test_a_second_agent_that_fails_for_the_same_cause_halts_the_run_though_the_budget_would_allow_it():
    cluster = failing(cluster_of(TWO_MAY_FAIL), "a3", "a5")

    state = run(cluster)

    assert state.halted is not None
    assert state.halted.node == "a5"
    assert state.quarantined == {(0, "a3")}


def test_a_second_agent_that_fails_for_another_cause_is_set_aside_within_the_budget():
    pacing = replace(TWO_MAY_FAIL, rack_budget=2)
    cluster = failing(cluster_of(pacing), "a3", "a5", exits=lambda name: 1 if name == "a3" else 126)

    state = run(cluster)

    assert state.outcome == "done"
    assert state.quarantined == {(0, "a3"), (0, "a5")}


def test_two_of_one_rack_are_too_many_when_the_rack_may_lose_one():
    pacing = replace(TWO_MAY_FAIL, rack_budget=1)
    cluster = failing(cluster_of(pacing), "a3", "a5", exits=lambda name: 1 if name == "a3" else 126)

    state = run(cluster)

    assert {MANY.node(name).rack for name in ("a3", "a5")} == {"r2"}
    assert state.halted is not None
    assert state.halted.node == "a5"


def test_the_whole_run_may_lose_no_more_than_its_own_budget():
    pacing = replace(TWO_MAY_FAIL, rack_budget=2, run_budget=1)
    cluster = failing(cluster_of(pacing), "a3", "p1", exits=lambda name: 1 if name == "a3" else 126)

    state = run(cluster)

    assert state.halted is not None
    assert state.halted.node == "p1"


def test_a_master_is_never_set_aside():
    cluster = failing(cluster_of(), "m1")

    state = run(cluster)

    assert state.halted is not None
    assert state.halted.node == "m1"
    assert state.quarantined == frozenset()


def test_an_agent_whose_gate_does_not_open_in_time_is_set_aside_by_the_checks_that_did_not_pass():
    cluster = cluster_of()
    cluster.verdicts = lambda gate, node: Verdict.FAIL if (gate, node) == ("agent-rejoined", "a4") else Verdict.PASS

    state = run(cluster)

    assert state.outcome == "done"
    assert [event.signature for event in events(cluster, journal.Quarantined)] == ["gate agent-rejoined: fake"]


def test_the_next_hop_does_not_begin_while_a_node_is_set_aside():
    cluster = failing(cluster_of(releases=("1.10.7", "1.11.3", "1.12.3")), "a3")

    state = run(cluster)

    assert state.hops_done == {0}
    assert state.halted is not None
    assert state.halted.name == "quarantined"
    assert "readmit a3" in state.halted.next
    assert all("1.12.3" not in node.runs for node in cluster.nodes.values())


def test_a_readmitted_node_is_stepped_and_proven_and_the_hop_is_validated_again_before_the_next_begins():
    cluster = failing(cluster_of(releases=("1.10.7", "1.11.3", "1.12.3")), "a3")
    run(cluster)
    failing(cluster)
    say(cluster, readmitted(cluster, "a3"))

    state = run(cluster)

    assert state.outcome == "done"
    assert state.quarantined == frozenset()
    assert {node.release for node in cluster.nodes.values()} == {"1.12.3"}
    assert cluster.retired == ["a3"]
    assert cluster.nodes["a3"].runs == {"1.11.3": 2, "1.12.3": 1}
    assert [event.hop for event in events(cluster, journal.Validated)] == [0, 0, 1]


def test_a_readmitted_node_that_people_brought_to_the_target_runs_no_script():
    cluster = failing(cluster_of(releases=("1.10.7", "1.11.3", "1.12.3")), "a3")
    run(cluster)
    failing(cluster)
    cluster.nodes["a3"].release = "1.11.3"
    say(cluster, readmitted(cluster, "a3"))

    state = run(cluster)

    assert state.outcome == "done"
    assert cluster.nodes["a3"].runs == {"1.11.3": 1, "1.12.3": 1}


def test_a_readmission_that_is_written_while_the_hop_is_being_completed_opens_the_hop_again():
    cluster = failing(cluster_of(releases=("1.10.7", "1.11.3", "1.12.3")), "a3")
    context = cluster.process()
    whole = context.journal.append_next

    def meanwhile(event: Event, *, seen: int) -> object:
        if isinstance(event, journal.HopCompleted) and not events(cluster, journal.Readmitted):
            failing(cluster)
            context.journal.append(readmitted(cluster, "a3"))
        return whole(event, seen=seen)

    context.journal.append_next = meanwhile  # type: ignore[method-assign]  # another terminal, at the worst moment

    state = asyncio.run(drive(context))

    assert state.outcome == "done"
    assert {node.release for node in cluster.nodes.values()} == {"1.12.3"}


def test_a_node_that_is_left_out_by_name_lets_the_next_hop_begin_without_it():
    cluster = failing(cluster_of(releases=("1.10.7", "1.11.3", "1.12.3")), "a3")
    run(cluster)
    failing(cluster)
    say(cluster, journal.LeftOut(node="a3", by="me", reason="its disk is broken"))

    state = run(cluster)

    assert state.outcome == "done"
    assert cluster.nodes["a3"].runs == {"1.11.3": 1}
    assert {name for name, node in cluster.nodes.items() if node.release != "1.12.3"} == {"a3"}


def test_a_person_sets_a_waiting_agent_aside_and_no_script_runs_there():
    cluster = cluster_of(PACING)
    say(cluster, journal.Quarantined(hop=0, node="a4", signature="a person's word", reason="noisy disk", by="me"))

    state = run(cluster)

    assert state.outcome == "done"
    assert cluster.nodes["a4"].runs == {}


def test_whatever_is_still_heard_of_a_node_that_is_set_aside_leaves_it_there():
    cluster = cluster_of(PACING)
    say(cluster, journal.Quarantined(hop=0, node="a4", signature="s", reason="r", by="me"))
    say(cluster, journal.StepSettled(hop=0, node="a4", attempt=1, exit=0, state="new", version="1.11.3"))

    assert fold(cluster.entries).node(0, "a4").phase is Phase.QUARANTINED


def test_the_signature_of_a_failure_does_not_hang_on_the_node_it_happened_on():
    cluster = failing(cluster_of(TWO_MAY_FAIL), "a3", "a5")
    cluster.last_line = lambda name: (
        f"{name}: 10.0.1.{name[1:]} fetch of mesos--{'0' * 38}{name[1:]}f failed after 27 s"
    )

    state = run(cluster)

    assert state.halted is not None
    assert state.halted.node == "a5"


def test_deaths_at_every_moment_set_the_node_aside_once_and_run_no_script_twice():
    moments = Executioner()
    asyncio.run(drive(failing(cluster_of(), "a3").process(moments)))
    for at in range(1, moments.moments + 1):
        cluster = failing(cluster_of(), "a3")
        try:
            asyncio.run(drive(cluster.process(Executioner(at))))
        except Killed:
            cluster.now += timedelta(minutes=5)
        state = run(cluster)

        assert state.outcome == "done"
        assert len(events(cluster, journal.Quarantined)) == 1
        assert all(node.runs == {"1.11.3": 1} for node in cluster.nodes.values())
        assert broken_link(tuple(cluster.entries)) is None


def most_out(cluster: FakeCluster) -> int:
    """Agents in flight and agents set aside, together, at the worst moment."""
    state, most = RunState(), 0
    for entry in cluster.entries:
        state = fold((entry,), state)
        out = {node for (_, node), each in state.nodes.items() if each.phase in {Phase.IN_FLIGHT, Phase.QUARANTINED}}
        most = max(most, len(out - {"m1", "m2", "m3"}))
    return most


def test_what_is_set_aside_takes_room_from_the_wave():
    wide = plan_of(nodes=MANY, pacing=replace(TWO_MAY_FAIL, out_budget=3), at_once=3)
    cluster = failing(FakeCluster(plan=wide), "a1")

    state = run(cluster)

    assert state.outcome == "done"
    assert state.quarantined == {(0, "a1")}
    assert most_out(cluster) == 3


def test_with_no_room_left_the_run_halts_and_goes_on_when_the_node_is_taken_back():
    cluster = failing(cluster_of(replace(TWO_MAY_FAIL, out_budget=1)), "a1")

    halted = run(cluster).halted

    assert halted is not None
    assert halted.name == "out-budget"
    assert "set aside: a1" in halted.reason
    assert "readmit a1" in halted.next
    assert set(cluster.starts) == {"m1", "m2", "m3", "a1"}

    failing(cluster)
    say(cluster, readmitted(cluster, "a1"))
    assert run(cluster).outcome == "done"
