"""``--only``: who is meant, and what may not go first."""

from __future__ import annotations

import asyncio

import pytest
from fakes.cluster import PACING, FakeCluster, inventory, plan_of
from msgspec.structs import replace

from dcos_upgrade.core.error import Refused, Usage
from dcos_upgrade.core.plan import Plan, StageName
from dcos_upgrade.engine.state import RunState, fold
from dcos_upgrade.usecases.running import drive
from dcos_upgrade.usecases.selecting import in_order, left_of, selection

NODES = inventory(masters=3, private=4, public=2)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a1", {"a1"}),
        ("a1, p2", {"a1", "p2"}),
        ("role=public_agent", {"p1", "p2"}),
        ("stage=masters", {"m1", "m2", "m3"}),
        ("rack=r1", {"m2", "a2", "a4", "p2"}),
        ("role=private_agent+rack=r1", {"a2", "a4"}),
        ("stage=public-agents+rack=r2,a1", {"a1", "p1"}),
        ("a2+rack=r1", {"a2"}),
    ],
)
def test_a_selection_means_these_nodes(text: str, meant: set[str]):
    assert selection(text, NODES) == meant


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "empty part"),
        ("a1,", "empty part"),
        ("a1++rack=r1", "empty part"),
        ("a77", "no node 'a77'"),
        ("zone=z1", "'zone' is nothing to select by"),
        ("role=slave", "there is no role 'slave'; there are: master, private_agent, public_agent"),
        ("stage=validation", "there is no stage"),
        ("rack=r9", "there is no rack 'r9'; there are: r1, r2"),
        ("a1+rack=r1", "means no node"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error_that_says_why(text: str, what: str):
    with pytest.raises(Usage) as error:
        selection(text, NODES)

    assert what in error.value.what


def plan() -> Plan:
    """With canaries as the planner names them."""
    known = plan_of(("1.10.7", "1.11.3"), nodes=NODES, pacing=PACING)
    [hop] = known.hops
    stages = []
    for stage in hop.stages:
        waves = stage.waves
        if stage.name in {StageName.PRIVATE_AGENTS, StageName.PUBLIC_AGENTS}:
            waves = tuple(
                replace(wave, name="canary" if number == 0 else f"wave {number}") for number, wave in enumerate(waves)
            )
        stages.append(replace(stage, waves=waves))
    return replace(known, hops=(replace(hop, stages=tuple(stages)),))


def checked(only: str, state: RunState | None = None, leader: str | None = "m3") -> None:
    in_order(plan(), state or RunState(), selection(only, NODES), mesos_leader=leader)


def masters_done() -> FakeCluster:
    cluster = FakeCluster(plan=plan())
    asyncio.run(drive(cluster.process(), until=StageName.MASTERS))
    return cluster


def test_agents_do_not_go_while_a_master_is_old_and_not_selected():
    with pytest.raises(Refused, match="m1, m2, m3 must come first"):
        checked("role=private_agent")
    with pytest.raises(Refused, match="m1 must come first"):
        checked("m2,m3,a1")


def test_agents_go_with_all_the_masters_or_after_them():
    checked("stage=masters,stage=private-agents")
    checked("stage=private-agents", fold(masters_done().entries))


def test_nothing_goes_before_a_canary_that_is_not_done():
    with pytest.raises(Refused, match="a1 must come first: a canary"):
        checked("a2,a3", fold(masters_done().entries))


def test_public_agents_do_not_go_before_private_ones():
    with pytest.raises(Refused, match="a1, a2, a3, a4 must come first"):
        checked("stage=public-agents", fold(masters_done().entries))


def test_a_part_of_the_masters_is_fine_but_for_the_leader():
    checked("m1")
    checked("m1,m2")
    with pytest.raises(Refused, match="m1, m2 must come first: the leading master goes last"):
        checked("m3")


def test_the_leader_of_the_day_counts_not_the_plans():
    checked("m3", leader="m1")
    with pytest.raises(Refused, match="the leading master"):
        checked("m1", leader="m1")


def test_a_selected_run_ends_idle_and_says_what_is_left():
    cluster = masters_done()

    state = asyncio.run(drive(cluster.process(), only=selection("a1,a3", NODES)))

    assert set(cluster.starts) == {"m1", "m2", "m3", "a1", "a3"}
    assert (state.outcome, state.halted) == (None, None)
    assert left_of(cluster.plan, state) == ("a2", "a4", "p1", "p2")


def test_a_part_of_the_masters_is_begun_alone():
    cluster = FakeCluster(plan=plan())

    state = asyncio.run(drive(cluster.process(), only=frozenset({"m1"})))

    assert cluster.starts == ["m1"]
    assert (state.outcome, state.halted) == (None, None)


def test_after_the_last_hop_nothing_is_left():
    cluster = FakeCluster(plan=plan())
    state = asyncio.run(drive(cluster.process()))

    assert left_of(cluster.plan, state) == ()
    in_order(cluster.plan, state, frozenset({"m1"}), mesos_leader=None)
