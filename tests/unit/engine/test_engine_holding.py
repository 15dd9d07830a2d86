"""Old Marathons are held back once a new one can lead: none of them ever leads after it, whatever dies."""

from __future__ import annotations

import asyncio

import pytest
from fakes.cluster import Executioner, FakeCluster, Killed, inventory, plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.running import drive


def held_back(masters: int = 3) -> FakeCluster:
    return FakeCluster(plan=plan_of(nodes=inventory(masters=masters, private=1, public=0), hold_back=True))


def run(cluster: FakeCluster) -> RunState:
    return asyncio.run(drive(cluster.process()))


def events(cluster: FakeCluster, kind: type) -> list:
    return [entry.event for entry in cluster.entries if isinstance(entry.event, kind)]


def assert_right(cluster: FakeCluster, state: RunState) -> None:
    assert state.outcome is not None
    assert state.held_back == frozenset()
    assert cluster.marathons_down == set()
    assert [release for _, release in cluster.marathons_led] == ["1.11.3"]


@pytest.mark.parametrize("masters", [3, 5])
def test_one_marathon_is_elected_and_it_is_a_new_one(masters: int):
    cluster = held_back(masters)

    state = run(cluster)

    assert state.outcome == "done"
    assert_right(cluster, state)
    assert len(events(cluster, journal.MarathonHeldBack)) == masters - 2


def test_without_holding_back_an_old_one_takes_the_lead():
    cluster = FakeCluster(plan=plan_of(nodes=inventory(masters=3, private=1, public=0)))

    run(cluster)

    assert cluster.marathons_led[0] == ("m3", "1.10.7")


def test_a_death_at_any_moment_leaves_nothing_held_back_and_no_old_one_in_the_lead():
    death = Executioner()
    asyncio.run(drive(held_back().process(death)))
    for at in range(1, death.moments + 1):
        cluster = held_back()
        with pytest.raises(Killed):
            asyncio.run(drive(cluster.process(Executioner(at))))

        state = run(cluster)

        assert_right(cluster, state)


def test_one_that_took_the_lead_meanwhile_is_not_stopped():
    cluster = held_back()
    context = cluster.process()
    original = context.api.get

    async def moved(node, service, path):
        if not events(cluster, journal.MarathonLeaderSeen) and cluster.marathon_leader == "m2":
            cluster.stop_marathon("m2")  # m3 has been waiting for longest
            cluster.start_marathon("m2")
        return await original(node, service, path)

    context.api.get = moved  # type: ignore[method-assign]  # between the look and the stop

    state = asyncio.run(drive(context))

    assert events(cluster, journal.MarathonLeaderSeen)[0].node == "m3"
    assert [held.node for held in events(cluster, journal.MarathonHeldBack)] == ["m2"]
    assert state.outcome == "done"


def test_a_master_that_does_not_answer_halts_the_run_before_another_is_begun():
    cluster = held_back()
    context = cluster.process()
    original = context.held.stop_marathon

    async def gone(node):
        cluster.nodes[node.id].reachable = False
        await original(node)

    context.held.stop_marathon = gone  # type: ignore[method-assign]  # the fake's own method

    state = asyncio.run(drive(context))

    assert state.halted is not None
    assert (state.halted.name, state.halted.node) == ("marathon held back", "m3")
    assert cluster.starts == ["m1"]


def test_one_that_a_reboot_has_started_again_is_stopped_before_the_next_master_is_begun():
    cluster = held_back()
    context = cluster.process()
    down: list[set[str]] = []

    def reboot() -> None:
        if cluster.starts == ["m1"] and cluster.marathons_down == {"m3"}:
            cluster.start_marathon("m3")

    def begun(node: str, target: str) -> None:
        down.append(set(cluster.marathons_down))

    original = context.looks.judge

    async def rebooted_during_the_look(*words):
        reboot()
        return await original(*words)

    context.looks.judge = rebooted_during_the_look  # type: ignore[method-assign]  # the fake's own method
    cluster.on_begun = begun

    state = asyncio.run(drive(context))

    assert down[:2] == [set(), {"m3"}]
    assert_right(cluster, state)


def test_one_that_its_own_step_did_not_start_is_started_before_the_ledger_says_so():
    cluster = held_back()
    usual = cluster._lead_elsewhere

    def but_of_m3(name: str) -> None:
        if name != "m3":
            usual(name)

    cluster._lead_elsewhere = but_of_m3  # type: ignore[method-assign]  # a step that leaves the unit as it was

    state = run(cluster)

    assert state.outcome == "done"
    assert cluster.marathons_down == set()


def test_a_run_that_is_given_up_lets_them_go_before_it_releases_the_cluster():
    cluster = held_back()
    context = cluster.process()
    original = context.held.stop_marathon

    async def stop_then_abort(node):
        await original(node)
        context.write(journal.AbortRequested(by="kim", reason="the window is over"))

    context.held.stop_marathon = stop_then_abort  # type: ignore[method-assign]  # a person gives up while it is stopped

    state = asyncio.run(drive(context))

    assert state.outcome == "aborted"
    assert cluster.marathons_down == set()
    kinds = [type(entry.event) for entry in cluster.entries]
    assert kinds.index(journal.MarathonLetGo) < kinds.index(journal.OwnerReleased)
