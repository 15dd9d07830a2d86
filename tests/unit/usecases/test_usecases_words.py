"""What people may say to a run about a node or a point, and when it is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from fakes.cluster import PACING, Executioner, FakeCluster, FakeNodes, FakeStep, Killed, inventory, plan_of
from msgspec.structs import replace

from dcos_upgrade.core import journal
from dcos_upgrade.core.error import Refused, Unreachable, Usage
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.plan import StageName
from dcos_upgrade.core.step import Begun
from dcos_upgrade.engine.state import Phase, RunState, fold
from dcos_upgrade.usecases import words
from dcos_upgrade.usecases.running import drive
from dcos_upgrade.usecases.words import Word

DIGEST = "3f2a9c01" + "0" * 56
ONE_MAY_FAIL = replace(PACING, failure_budget=1)
MANY = inventory(masters=3, private=3, public=1)


def cluster_of(**changes: object) -> FakeCluster:
    plan = plan_of(("1.10.7", "1.11.3"), nodes=MANY, pacing=ONE_MAY_FAIL)
    return FakeCluster(plan=replace(plan, **changes))


def run(cluster: FakeCluster, **how: object) -> RunState:
    return asyncio.run(drive(cluster.process(), **how))


def failing(cluster: FakeCluster, node: str) -> FakeCluster:
    cluster.script_exit = lambda name: 1 if name == node else 0
    cluster.swaps = lambda name: name != node
    return cluster


def mended(cluster: FakeCluster) -> FakeCluster:
    cluster.script_exit = lambda name: 0
    cluster.swaps = lambda name: True
    return cluster


def nodes_of(cluster: FakeCluster) -> FakeNodes:
    return FakeNodes(cluster, Executioner())


def said(cluster: FakeCluster, word: Word) -> RunState:
    """Written while nobody carries the run out."""
    writer = cluster.process().journal
    for event in word.events:
        writer.append(event)
    return fold(cluster.entries)


def quarantine(cluster: FakeCluster, node: str, *, carried_out: bool = False, reason: str = "its disk is ill") -> Word:
    state = fold(cluster.entries)
    return asyncio.run(
        words.quarantine(cluster.plan, state, nodes_of(cluster), node, by="kim", reason=reason, carried_out=carried_out)
    )


def skip(cluster: FakeCluster, node: str) -> Word:
    state = fold(cluster.entries)
    return asyncio.run(
        words.skip(cluster.plan, state, nodes_of(cluster), node, by="kim", reason="scrapped", carried_out=False)
    )


def readmit(cluster: FakeCluster, node: str) -> Word:
    state = fold(cluster.entries)
    return asyncio.run(words.readmit(cluster.plan, state, nodes_of(cluster), node, by="kim", reason="new disk"))


def approve(cluster: FakeCluster, point: str, digest: str = DIGEST[:8], hop: int | None = None) -> Word:
    return words.approve(cluster.plan, fold(cluster.entries), point, digest, hop=hop, by="kim", reason="change 4711")


def masters_done() -> FakeCluster:
    cluster = cluster_of()
    run(cluster, until=StageName.MASTERS)
    return cluster


def begun(cluster: FakeCluster, node: str, *, lives: bool) -> FakeCluster:
    """A step of this run lies on the node."""
    lying = Begun(run="r1", epoch=1, attempt=1, boot_id="b")
    cluster.nodes[node].steps["1.11.3"] = FakeStep(begun=lying, ends_at=None)
    if lives:
        cluster.nodes[node].steps["1.11.3"].ends_at = cluster.now.replace(year=2030)
    return cluster


def in_flight() -> FakeCluster:
    """The tool died right after the first agent was written down as started, before the node was told."""
    for at in range(1, 400):
        cluster = cluster_of()
        try:
            asyncio.run(drive(cluster.process(Executioner(at))))
        except Killed:
            if fold(cluster.entries).node(0, "a1").phase is Phase.IN_FLIGHT and "a1" not in cluster.starts:
                return cluster
    raise AssertionError("there is no such moment")


def test_a_waiting_agent_is_set_aside_and_the_hop_goes_on_without_it():
    cluster = masters_done()

    said(cluster, quarantine(cluster, "a2"))
    state = run(cluster)

    assert state.outcome == "done"
    assert state.quarantined == {(0, "a2")}
    assert "a2" not in cluster.starts


def test_an_agent_that_halted_the_run_is_set_aside_and_known_by_its_cause():
    cluster = failing(FakeCluster(plan=plan_of(("1.10.7", "1.11.3"), nodes=MANY)), "a2")
    run(cluster)

    word = quarantine(cluster, "a2")
    said(cluster, word)
    state = run(cluster)

    [aside] = [event for event in word.events if isinstance(event, journal.Quarantined)]
    assert "exit 1" in aside.signature
    assert (aside.by, aside.reason) == ("kim", "its disk is ill")
    assert state.outcome == "done"


def test_an_agent_whose_gate_does_not_open_is_known_by_the_checks():
    cluster = FakeCluster(plan=plan_of(("1.10.7", "1.11.3"), nodes=MANY))
    cluster.verdicts = lambda gate, node: Verdict.FAIL if (gate, node) == ("agent-rejoined", "a2") else Verdict.PASS
    run(cluster)

    [aside] = [event for event in quarantine(cluster, "a2").events if isinstance(event, journal.Quarantined)]

    assert aside.signature.startswith("gate agent-rejoined")
    assert aside.evidence == ("e",)


def test_a_master_is_neither_set_aside_nor_left_out():
    cluster = masters_done()

    for say in (quarantine, skip):
        with pytest.raises(Refused, match="m1 is a master"):
            say(cluster, "m1")


def test_a_node_that_nobody_knows_is_a_usage_error():
    cluster = masters_done()

    for say in (quarantine, skip, readmit):
        with pytest.raises(Usage, match="no node a77"):
            say(cluster, "a77")


@pytest.mark.parametrize("say", [quarantine, skip])
def test_nothing_is_set_aside_while_its_job_is_alive(say: Callable[[FakeCluster, str], Word]):
    cluster = begun(masters_done(), "a2", lives=True)

    with pytest.raises(Refused, match="still runs"):
        say(cluster, "a2")


def test_a_node_that_does_not_answer_may_be_set_aside_and_that_is_said():
    cluster = masters_done()
    cluster.nodes["a2"].reachable = False

    word = quarantine(cluster, "a2")

    assert isinstance(word.events[0], journal.Quarantined)
    assert "could not be asked" in word.told[0]


def test_a_machine_with_another_host_key_may_be_left_out():
    cluster = masters_done()

    class Rebuilt(FakeNodes):
        async def observe_step(self, node, target):
            raise Refused("the host key has changed")

    nodes = Rebuilt(cluster, Executioner())
    state = fold(cluster.entries)
    word = asyncio.run(words.skip(cluster.plan, state, nodes, "a2", by="kim", reason="rebuilt", carried_out=False))

    assert isinstance(word.events[-1], journal.LeftOut)
    assert "the host key has changed" in word.told[0]


def test_an_order_that_is_on_its_way_is_void_before_its_node_is_set_aside():
    cluster = in_flight()

    quarantine(cluster, "a1")

    assert ("a1", 1) in cluster.cancelled


def test_an_order_of_a_process_at_work_is_not_voided_behind_its_back():
    cluster = in_flight()

    with pytest.raises(Refused, match="just been told"):
        quarantine(cluster, "a1", carried_out=True)

    assert cluster.cancelled == set()


def test_a_node_is_set_aside_once():
    cluster = masters_done()
    said(cluster, quarantine(cluster, "a2"))

    with pytest.raises(Refused, match="already"):
        quarantine(cluster, "a2")


def test_a_mended_node_is_readmitted_upgraded_and_the_run_ends_with_it():
    cluster = failing(cluster_of(), "a2")
    run(cluster, until=StageName.PRIVATE_AGENTS)

    word = readmit(mended(cluster), "a2")
    said(cluster, word)
    state = run(cluster)

    [back] = word.events
    assert isinstance(back, journal.Readmitted)
    assert (back.stage, back.wave, back.by, back.reason) == ("private-agents", 1, "kim", "new disk")
    assert state.outcome == "done"
    assert state.quarantined == frozenset()
    assert cluster.nodes["a2"].release == "1.11.3"


def test_a_node_that_was_mended_to_the_target_by_hand_is_readmitted_without_a_second_script():
    cluster = failing(cluster_of(), "a2")
    run(cluster, until=StageName.PRIVATE_AGENTS)
    cluster.nodes["a2"].release = "1.11.3"

    said(cluster, readmit(cluster, "a2"))
    state = run(cluster)

    assert state.outcome == "done"
    assert cluster.nodes["a2"].runs["1.11.3"] == 1


def test_the_second_hop_waits_for_the_readmission_and_then_takes_the_node_along():
    plan = plan_of(("1.9.9", "1.10.7", "1.11.3"), nodes=MANY, pacing=ONE_MAY_FAIL)
    cluster = failing(FakeCluster(plan=plan), "a2")
    halted = run(cluster)
    assert halted.halted is not None
    assert halted.halted.name == "quarantined"

    said(cluster, readmit(mended(cluster), "a2"))
    state = run(cluster)

    assert state.outcome == "done"
    assert {node.release for node in cluster.nodes.values()} == {"1.11.3"}


def test_only_a_node_in_quarantine_is_readmitted():
    with pytest.raises(Refused, match="not in quarantine"):
        readmit(masters_done(), "a2")


def set_aside(cluster: FakeCluster, node: str) -> FakeCluster:
    said(cluster, quarantine(cluster, node))
    return cluster


def test_a_node_whose_swap_was_interrupted_is_not_readmitted():
    cluster = set_aside(masters_done(), "a2")
    cluster.nodes["a2"].swap_interrupted = True

    with pytest.raises(Refused, match="swap-interrupted") as refused:
        readmit(cluster, "a2")

    assert "do not reboot a2" in refused.value.next_command


def test_a_node_at_another_release_is_not_readmitted():
    cluster = set_aside(masters_done(), "a2")
    cluster.nodes["a2"].release = "1.9.1"

    with pytest.raises(Refused, match="unknown"):
        readmit(cluster, "a2")


def test_a_node_with_a_live_job_is_not_readmitted():
    cluster = begun(set_aside(masters_done(), "a2"), "a2", lives=True)

    with pytest.raises(Refused, match="still runs"):
        readmit(cluster, "a2")


def test_what_cannot_be_asked_is_not_readmitted():
    cluster = set_aside(masters_done(), "a2")
    cluster.nodes["a2"].reachable = False

    with pytest.raises(Unreachable):
        readmit(cluster, "a2")


def test_a_left_out_agent_is_never_touched_and_the_word_says_what_follows():
    cluster = masters_done()

    word = skip(cluster, "a2")
    said(cluster, word)
    state = run(cluster)

    assert state.outcome == "done"
    assert "a2" not in cluster.starts
    told = " ".join(word.told)
    for words_said in ("out of the cluster", "systemctl stop dcos-mesos-slave", "is lost", "exit code 2", "1.11.3"):
        assert words_said in told


def test_a_step_in_doubt_that_is_left_out_does_not_hold_the_run_up_for_ever():
    cluster = in_flight()
    cluster.nodes["a1"].reachable = False

    said(cluster, skip(cluster, "a1"))
    state = run(cluster)

    assert state.outcome == "done"
    assert cluster.starts.count("a1") == 0


def test_a_left_out_agent_is_not_taken_back_by_any_word():
    cluster = masters_done()
    said(cluster, skip(cluster, "a2"))

    for say in (readmit, skip, quarantine):
        with pytest.raises(Refused, match="left out"):
            say(cluster, "a2")


def waiting_for_approval() -> FakeCluster:
    cluster = cluster_of(digest=DIGEST, approvals=("before-private-agents",))
    run(cluster)
    return cluster


def test_an_approval_lets_the_halted_run_go_on():
    cluster = waiting_for_approval()
    before = fold(cluster.entries)
    assert before.halted is not None
    assert before.halted.what == "approval"

    said(cluster, approve(cluster, "before-private-agents"))

    assert run(cluster).outcome == "done"


def test_an_approval_may_be_given_before_the_run_gets_there():
    cluster = cluster_of(digest=DIGEST, approvals=("before-private-agents",))
    run(cluster, until=StageName.MASTERS)

    said(cluster, approve(cluster, "before-private-agents", hop=1))

    assert run(cluster).outcome == "done"


def test_an_approval_of_another_plan_is_refused():
    with pytest.raises(Refused, match="another") as refused:
        approve(waiting_for_approval(), "before-private-agents", "deadbeef")

    assert DIGEST in refused.value.evidence


@pytest.mark.parametrize("digest", ["", "3f2a", "3f2a9c0", "not-hexadecimal", DIGEST + "0"])
def test_a_digest_of_less_than_eight_digits_is_a_usage_error(digest: str):
    with pytest.raises(Usage, match="digest"):
        approve(waiting_for_approval(), "before-private-agents", digest)


def test_a_point_that_the_plan_does_not_have_is_refused_and_those_that_it_has_are_named():
    with pytest.raises(Refused, match="after-canary") as refused:
        approve(waiting_for_approval(), "after-canary")

    assert "before-private-agents" in refused.value.evidence


@pytest.mark.parametrize("hop", [0, 2])
def test_a_hop_that_the_plan_does_not_have_is_a_usage_error(hop: int):
    with pytest.raises(Usage, match="hops 1 to 1"):
        approve(waiting_for_approval(), "before-private-agents", hop=hop)
