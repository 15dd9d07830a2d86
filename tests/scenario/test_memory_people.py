"""What people say before a run and during it, over the same world, checks and gates as any run."""

from __future__ import annotations

from fakes.memory import Stage, stage

from dcos_upgrade import catalog
from dcos_upgrade.core.journal import Acknowledged, Halted, RunCreated
from dcos_upgrade.core.plan import questions_of
from dcos_upgrade.core.run_policy import RunPolicy
from dcos_upgrade.usecases.acknowledging import acknowledge


def yes(there: Stage, name: str) -> Acknowledged:
    now = there.site.clock.now()
    [event] = acknowledge(there.plan, catalog.own(), name, by="kim", reason="CHG 4711", now=now).events
    assert isinstance(event, Acknowledged)
    return event


def before(there: Stage) -> list[str]:
    return [each.id for each in questions_of(there.plan) if not each.after]


def test_a_plan_asks_and_its_run_does_not_wait():
    there = stage("1.10.8", "1.11.3", masters=3, agents=1, public=0)

    assert "data-analysed" in before(there)
    assert there.go().outcome == "done"


def test_where_the_site_requires_them_nothing_is_touched_before_all_are_given():
    there = stage("1.10.8", "1.11.3", masters=3, agents=1, public=0, run_policy=RunPolicy(acknowledgements="required"))
    first, *others = before(there)
    there.site.runs.keep_word(there.plan, yes(there, first))

    state = there.go()

    assert state.halted is not None and state.halted.what == "acknowledgement"
    assert set(state.acknowledged) == {first}
    assert not any(there.site.machines.starts().values())

    run = there.site.runs.latest_run()
    assert run is not None
    for name in others:
        there.site.runs.request(run, yes(there, name))

    assert there.go().outcome == "done"
    assert len(there.events(Halted)) == 1


def test_a_death_between_a_word_and_its_run_loses_neither():
    there = stage("1.10.8", "1.11.3", masters=3, agents=1, public=0)
    there.site.runs.keep_word(there.plan, yes(there, "data-analysed"))

    there.go_through([1, 2])

    assert len(there.events(RunCreated)) == 1
    assert [each.id for each in there.events(Acknowledged)] == ["data-analysed"]
