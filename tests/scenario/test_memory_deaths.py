"""kill -9 of the orchestrator, and of the nodes' own jobs, at every moment, over the whole world in memory."""

from __future__ import annotations

import asyncio
from functools import cache

import pytest
from fakes.memory import Killed, Stage, stage
from hypothesis import given, settings
from hypothesis import strategies as st

from dcos_upgrade.core.journal import Halted, broken_link
from dcos_upgrade.core.step import NodeState, StepLook, StepOrder, classify
from dcos_upgrade.lab.memory.disk import ids_of
from dcos_upgrade.lab.memory.script import Moment
from dcos_upgrade.lab.memory.site import Site, memory_site, memory_spec

SOURCE, TARGET = "1.10.8", "1.11.3"
QUICK = settings(max_examples=8, deadline=None)


def small() -> Stage:
    return stage(SOURCE, TARGET, masters=3, agents=1, public=0)


@cache
def moments() -> int:
    """How many moments there are in a run in which nothing dies."""
    run = small()
    run.go()
    return run.death.moments


def assert_right(run: Stage, outcome: str | None) -> None:
    name = run.site.runs.latest_run()
    assert name is not None
    assert outcome == "done"
    assert set(run.site.machines.releases().values()) == {TARGET}
    assert set(run.site.machines.starts().values()) == {(TARGET,)}
    assert all(run.site.machines[master].owner is None for master in ("m1", "m2", "m3"))
    assert broken_link(run.site.runs.entries(name)) is None
    assert not run.events(Halted)


@QUICK
@given(st.data())
def test_a_death_at_any_moment_is_survived_and_no_script_runs_twice(data: st.DataObject):
    run = small()

    state = run.go_through([data.draw(st.integers(min_value=1, max_value=moments()))])

    assert_right(run, state.outcome)


@QUICK
@given(st.lists(st.integers(min_value=1, max_value=40), min_size=2, max_size=6))
def test_several_deaths_in_a_row_are_survived(deaths: list[int]):
    run = small()

    state = run.go_through(deaths)

    assert_right(run, state.outcome)


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_a_death_at_every_single_moment_is_survived():
    for at in range(1, moments() + 1):
        run = small()

        state = run.go_through([at])

        assert_right(run, state.outcome)


def test_a_job_goes_on_while_nobody_looks_and_is_only_settled_then():
    run = small()
    run.when("a1", "starting", lambda: setattr(run.death, "at", run.death.moments + 2))

    with pytest.raises(Killed):
        run.go()
    died_at = run.site.machines.releases()["a1"]
    run.site.timeline.move(600)
    came_to = run.site.machines.releases()["a1"]
    state = run.go()

    assert (died_at, came_to) == (SOURCE, TARGET)
    assert_right(run, state.outcome)


# --- the node's own job -----------------------------------------------------------------------------------------------

LEFT = {
    Moment.PRECHECK: NodeState.OLD_CLEAN,
    Moment.FETCH: NodeState.OLD_CLEAN,
    Moment.FETCHING: NodeState.PARTIALLY_FETCHED,
    Moment.STAGE: NodeState.PREFETCHED,
    Moment.STAGING: NodeState.STAGED,
    Moment.STAGED: NodeState.STAGED,
    Moment.ARCHIVE: NodeState.SWAP_INTERRUPTED,
    Moment.ARCHIVING: NodeState.SWAP_INTERRUPTED,
    Moment.ARCHIVED: NodeState.SWAP_INTERRUPTED,
    Moment.MOVE: NodeState.SWAP_INTERRUPTED,
    Moment.MOVING: NodeState.SWAP_INTERRUPTED,
    Moment.START: NodeState.NEW,
    Moment.CHECKS: NodeState.NEW,
}


def struck(moment: Moment) -> tuple[Site, StepLook]:
    """An agent whose job died at this moment."""
    site = memory_site(memory_spec(masters=1, private_agents=1, public_agents=0, release=SOURCE))
    url = site.machines.script_url_template.replace("{from}", SOURCE).replace("{to}", TARGET)
    agent = site.inventory.agents[0]
    order = StepOrder(
        node=agent.id,
        run="r",
        epoch=1,
        attempt=1,
        source=SOURCE,
        target=TARGET,
        script_url=url,
        script_sha256=site.machines.bootstrap.sha256(url) or "",
    )
    site.machines.strike(agent.id, moment)

    async def begun_and_dead() -> StepLook:
        await site.nodes.start_step(order)
        await asyncio.sleep(120)
        return await site.nodes.observe_step(agent, TARGET)

    return site, site.run(begun_and_dead())


@pytest.mark.parametrize("moment", list(Moment))
def test_a_job_that_dies_leaves_the_state_that_classification_names(moment: Moment):
    _, look = struck(moment)

    assert look.in_doubt
    assert not look.rebooted
    assert classify(look, source=SOURCE, target=TARGET, package_ids=ids_of(TARGET)) is LEFT[moment]


def test_units_stand_still_on_a_node_whose_job_died_between_stop_and_start():
    site, _ = struck(Moment.START)
    agent = site.inventory.agents[0].id

    assert site.world.agents.agents[agent].process is None
    assert site.machines[agent].disk.wanted_units()
