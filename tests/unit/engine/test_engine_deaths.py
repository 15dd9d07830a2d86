"""kill -9 at every moment of a run: before and after every entry, before and after every effect on a node."""

from __future__ import annotations

import asyncio

from fakes.cluster import Executioner, FakeCluster, Killed, inventory, plan_of
from hypothesis import given, settings
from hypothesis import strategies as st

from dcos_upgrade.core.journal import broken_link
from dcos_upgrade.usecases.running import drive

SMALL = inventory(masters=3, private=1, public=1)


def moments() -> int:
    """How many moments there are in a run in which nothing dies."""
    death = Executioner()
    asyncio.run(drive(FakeCluster(plan=plan_of(nodes=SMALL)).process(death)))
    return death.moments


def run_with_deaths(cluster: FakeCluster, deaths: list[int]) -> None:
    for at in deaths:
        try:
            asyncio.run(drive(cluster.process(Executioner(at))))
        except Killed:
            continue
    asyncio.run(drive(cluster.process()))


def assert_right(cluster: FakeCluster) -> None:
    assert {node.release for node in cluster.nodes.values()} == {"1.11.3"}
    assert all(node.runs == {"1.11.3": 1} for node in cluster.nodes.values())
    assert cluster.owners == {}
    assert broken_link(tuple(cluster.entries)) is None


def test_a_death_at_any_single_moment_is_survived_and_no_script_runs_twice():
    for at in range(1, moments() + 1):
        cluster = FakeCluster(plan=plan_of(nodes=SMALL))

        run_with_deaths(cluster, [at])

        assert_right(cluster)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(min_value=1, max_value=60), min_size=2, max_size=6))
def test_several_deaths_in_a_row_are_survived(deaths: list[int]):
    cluster = FakeCluster(plan=plan_of(nodes=SMALL))

    run_with_deaths(cluster, deaths)

    assert_right(cluster)
