"""Whole runs on the lab in memory: the real use cases, checks and gates over the same world, on virtual time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from fakes.memory import Stage, stage

from dcos_upgrade.core.journal import StepSettled, StepStarted, StepVerified, Validated, broken_link
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.lab.world.world import World


@dataclass(frozen=True, kw_only=True)
class Ids:
    """What must not change: who is who in the cluster."""

    agents: frozenset[str]
    frameworks: frozenset[str]
    tasks: frozenset[str]

    @classmethod
    def of(cls, world: World) -> Ids:
        return cls(
            agents=frozenset(world.book.entries),
            frameworks=frozenset(known.id for known in world.frameworks.known),
            tasks=frozenset(task.id for task in world.tasks.live.values() if task.state == "TASK_RUNNING"),
        )


@pytest.fixture(scope="module")
def walked() -> Iterator[tuple[Stage, Ids]]:
    """1.9.4 to 1.11.3 on three masters, two private agents and a public one, once for all tests."""
    whole = stage("1.9.4", "1.11.3")
    before = Ids.of(whole.site.world)
    whole.go()
    yield whole, before


def test_a_run_through_three_hops_ends_done_with_every_node_at_the_target(walked: tuple[Stage, Ids]):
    whole, _ = walked

    assert whole.plan.route == ("1.9.4", "1.9.10", "1.10.8", "1.11.3")
    assert set(whole.site.machines.releases().values()) == {"1.11.3"}
    assert whole.go().outcome == "done"


def test_agents_frameworks_and_tasks_keep_their_ids(walked: tuple[Stage, Ids]):
    whole, before = walked

    assert before.tasks
    assert Ids.of(whole.site.world) == before
    assert [found.lost for found in whole.events(Validated)] == [(), (), ()]


@pytest.mark.parametrize(
    ("source", "target", "last"),
    [("1.9.0", "1.13.9", date(2020, 6, 1)), ("1.10.8", "2.2.1", date(2020, 12, 1))],
)
def test_every_era_is_walked_through_with_all_ids_kept(source: str, target: str, last: date):
    whole = stage(source, target, on=last)
    before = Ids.of(whole.site.world)

    state = whole.go()

    assert state.outcome == "done"
    assert {name: starts[-1] for name, starts in whole.site.machines.starts().items()} == dict.fromkeys(
        whole.site.machines.releases(), target
    )
    assert all(
        len(starts) == len(set(starts)) == len(whole.plan.hops) for starts in whole.site.machines.starts().values()
    )
    assert Ids.of(whole.site.world) == before


def test_every_script_ran_once_a_hop_and_every_owner_file_is_gone(walked: tuple[Stage, Ids]):
    whole, _ = walked

    assert set(whole.site.machines.starts().values()) == {("1.9.10", "1.10.8", "1.11.3")}
    assert [whole.site.machines[master].owner for master in ("m1", "m2", "m3")] == [None, None, None]
    assert {settled.exit for settled in whole.events(StepSettled)} == {0}


def test_masters_go_one_by_one_before_any_agent_and_the_mesos_leader_goes_last(walked: tuple[Stage, Ids]):
    whole, _ = walked
    first_hop = [started.node for started in whole.events(StepStarted) if started.hop == 0]

    assert set(first_hop[:3]) == {"m1", "m2", "m3"}
    assert first_hop[2] == "m1"  # the world settles with m1 leading Mesos
    assert set(first_hop[3:]) == {"a1", "a2", "p1"}


def test_the_journal_is_a_whole_chain_and_moves_on_virtual_time(walked: tuple[Stage, Ids]):
    whole, _ = walked
    run = whole.site.runs.latest_run()
    assert run is not None
    entries = whole.site.runs.entries(run)

    assert broken_link(entries) is None
    assert (entries[-1].time - entries[0].time).total_seconds() > 3600


def journal_hash(seed: int) -> str:
    run = stage(agents=1, public=0, seed=seed)
    run.go()
    name = run.site.runs.latest_run()
    assert name is not None
    return run.site.runs.entries(name)[-1].hash


def test_the_same_seed_gives_the_same_journal_and_another_seed_another_one():
    assert journal_hash(7) == journal_hash(7)
    assert journal_hash(7) != journal_hash(8)


def in_flight(run: Stage) -> Iterator[set[str]]:
    """Who is between start and verification, after every event."""
    flying: set[str] = set()
    name = run.site.runs.latest_run()
    assert name is not None
    for entry in run.site.runs.entries(name):
        if isinstance(entry.event, StepStarted):
            flying.add(entry.event.node)
        if isinstance(entry.event, StepVerified):
            flying.discard(entry.event.node)
        yield set(flying)


def test_a_wide_wave_never_has_more_in_flight_than_it_may_nor_two_racks():
    wide = stage(agents=40, public=2, pacing=Pacing(at_once=8))
    rack = {node.id: node.rack for node in wide.site.inventory.nodes}

    state = wide.go()

    assert state.outcome == "done"
    most = max(in_flight(wide), key=len)
    assert len(most) == 8
    assert all(len({rack[node] for node in flying}) <= 1 for flying in in_flight(wide))


@pytest.mark.full
def test_a_thousand_nodes_take_one_hop():
    wide = stage(agents=987, public=10, pacing=Pacing(at_once=50))

    state = wide.go()

    assert state.outcome == "done"
    assert set(wide.site.machines.releases().values()) == {"1.11.3"}
    assert set(wide.site.machines.starts().values()) == {("1.11.3",)}
