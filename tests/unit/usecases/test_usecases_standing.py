"""What it costs that a run stands still, and how many elections were seen."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from fakes.cluster import PACING, FakeCluster, inventory, plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.core.plan import StageName
from dcos_upgrade.engine.state import RunState, fold
from dcos_upgrade.usecases.elections import Elections, elections
from dcos_upgrade.usecases.running import drive
from dcos_upgrade.usecases.standing import costs

NODES = inventory(masters=3, private=2, public=1)


def stopped(*events: journal.Event, only: frozenset[str] | None = None, until: StageName | None = None) -> FakeCluster:
    cluster = FakeCluster(plan=plan_of(("1.10.7", "1.11.3"), nodes=NODES, pacing=PACING))
    context = cluster.process()
    asyncio.run(drive(context, until=until, only=only))
    for event in events:
        context.write(event)
    return cluster


def told(cluster: FakeCluster, *, minutes: int = 0) -> str:
    state = fold(cluster.entries)
    return "\n".join(costs(cluster.plan, state, cluster.now + timedelta(minutes=minutes)))


def test_between_masters_the_releases_are_mixed_and_an_election_may_change_marathon():
    words = told(stopped(only=frozenset({"m1"})), minutes=30)

    assert "1.10.7 and 1.11.3 are mixed since 2018-07-24T" in words
    assert "2 of 3 masters are still at 1.10.7" in words
    assert "3 agents are at 1.10.7 under newer masters\n" in words


def test_with_new_masters_it_is_said_how_long_the_agents_have_been_old():
    cluster = stopped(until=StageName.MASTERS)
    settled = max(progress.settled for progress in fold(cluster.entries).nodes.values() if progress.settled)
    waited = int((cluster.now - settled).total_seconds() // 60) + 42

    words = told(cluster, minutes=42)

    assert f"3 agents are at 1.10.7 under newer masters for {waited} min" in words
    assert "masters are still" not in words


def test_what_is_held_back_deployed_or_set_aside_is_named():
    words = told(
        stopped(
            journal.MarathonHeldBack(hop=0, node="m3"),
            journal.TestAppStarted(app="/dcos-upgrade-test"),
            journal.Quarantined(hop=0, node="a2", signature="s", reason="r"),
            only=frozenset({"m1"}),
        )
    )

    assert "Marathon is held back on m3" in words
    assert "the test app /dcos-upgrade-test is still deployed" in words
    assert "a2 in quarantine" in words
    assert "the cluster belongs to this run" in words


def test_what_touched_nothing_costs_nothing_but_the_ownership():
    assert told(stopped(only=frozenset())) == "the cluster belongs to this run: no other one can begin"


def test_a_run_that_is_over_or_never_had_the_cluster_costs_nothing():
    assert told(stopped()) == ""
    assert costs(plan_of(), RunState(), FakeCluster(plan=plan_of()).now) == ()


def looked(*looks: tuple[int, str | None, str | None]) -> tuple[Elections, ...]:
    cluster = FakeCluster(plan=plan_of())
    context = cluster.process()
    for number, (hop, mesos, marathon) in enumerate(looks):
        kind = journal.Admitted if number % 2 else journal.GatePassed
        gate = {} if kind is journal.Admitted else {"gate": "g"}
        context.write(kind(hop=hop, node="m1", look="l", mesos_leader=mesos, marathon_leader=marathon, **gate))
    return elections(cluster.entries)


def test_an_election_is_another_leader_than_before_in_the_hop_that_saw_it():
    seen = looked((0, "m3", "m2"), (0, "m1", "m2"), (1, "m1", "m1"), (1, "m2", "m1"), (1, "m3", "m1"))

    assert seen == (Elections(hop=0, mesos=1, marathon=0), Elections(hop=1, mesos=2, marathon=1))


def test_a_leader_that_was_not_observed_is_no_election():
    assert looked((0, "m3", "m2"), (0, None, None), (0, "m3", "m2")) == (Elections(hop=0, mesos=0, marathon=0),)


def test_a_marathon_that_was_seen_to_lead_right_before_one_is_stopped_counts():
    cluster = FakeCluster(plan=plan_of())
    context = cluster.process()
    context.write(journal.Admitted(hop=0, node="m1", look="l", mesos_leader="m3", marathon_leader="m2"))
    context.write(journal.MarathonLeaderSeen(hop=0, node="m3"))

    assert elections(cluster.entries) == (Elections(hop=0, mesos=0, marathon=1),)
