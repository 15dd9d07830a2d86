"""What a run tells of its test app's availability: an outage where it was, deaths of the tool, an app that comes and goes."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from functools import cache

import pytest
from fakes.memory import Killed, Stage, stage
from hypothesis import given, settings
from hypothesis import strategies as st

from dcos_upgrade import probes
from dcos_upgrade.catalog import mesos_of
from dcos_upgrade.core import journal, plan, run_policy
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.engine.ledger import ledger, still_there
from dcos_upgrade.usecases.workbook import build, workbook_of
from dcos_upgrade.usecases.workbook.model import Availability

TWO = run_policy.RunPolicy(test_app=run_policy.TestAppWish(count=2, interval=2.0))
ONE = run_policy.RunPolicy(test_app=run_policy.TestAppWish(count=1, interval=20.0))


def entries(there: Stage) -> tuple[Entry, ...]:
    return there.site.runs.entries(there.site.runs.latest_run() or "")


def told(there: Stage) -> Availability:
    """As the report has it."""
    book = build(
        there.plan,
        entries(there),
        baseline=None,
        after=None,
        mesos_of=mesos_of,
        made=datetime(2018, 7, 25, tzinfo=UTC),
        tool_version="0",
    )
    assert book.availability is not None
    return book.availability


class Kept:
    """A journal that is only read."""

    def __init__(self, kept: tuple[Entry, ...]) -> None:
        self.kept = kept

    def entries(self, after: int = 0) -> tuple[Entry, ...]:
        return self.kept[after:]


def nodes_of(there: Stage) -> tuple[str, ...]:
    app = there.plan.test_app
    assert isinstance(app, plan.TestApp)
    return app.nodes


def silent_for(there: Stage, node: str, seconds: float) -> None:
    there.site.set_fault("tasks-silent", node)
    there.site.at(seconds, lambda: there.site.clear_fault("tasks-silent", node))


def test_an_outage_of_a_minute_is_told_in_its_wave_on_its_node_and_nowhere_else():
    there = stage(agents=3, run_policy=TWO)
    node = nodes_of(there)[0]
    there.when("m1", "verified", lambda: silent_for(there, node, 60))
    state = there.go()
    bad = [row for row in told(there).waves if row.failed]

    assert state.outcome == "done"
    assert [(row.stage, row.node) for row in bad] == [("masters", node)]
    assert 58 <= bad[0].longest <= 64
    assert bad[0].unwatched == 0.0


def test_who_looks_at_the_run_is_told_when_it_stops_answering_and_when_it_answers_again():
    there = stage(agents=3, run_policy=TWO)
    node = nodes_of(there)[0]
    there.when("m1", "verified", lambda: silent_for(there, node, 60))
    there.go()

    assert [event.nodes for event in there.events(journal.TestAppSilent)] == [(node,), ()]
    assert [(each.node, each.until is not None) for each in told(there).silences] == [(node, True)]
    assert any("does not answer on" in line.message for line in there.told)


def test_an_app_that_comes_and_goes_all_night_does_not_fill_the_journal():
    there = stage(agents=2, run_policy=TWO)
    node = nodes_of(there)[0]

    def flap(number: int = 0) -> None:
        silent_for(there, node, 15)
        if number < 400:
            there.site.at(20, lambda: flap(number + 1))

    there.when("m1", "verified", flap)
    state = there.go()
    times = [entry.time for entry in entries(there) if isinstance(entry.event, journal.TestAppSilent)]

    assert state.outcome == "done"
    assert len(times) > 4
    assert all((after - before).total_seconds() >= 30 for before, after in itertools.pairwise(times))


def test_an_outage_that_outlives_the_tool_goes_on_in_the_next_process_and_the_time_between_was_not_asked():
    there = stage(agents=3, run_policy=TWO)
    node = nodes_of(there)[0]

    def outage() -> None:
        there.site.set_fault("tasks-silent", node)
        there.when("", "the test app does not answer", lambda: setattr(there.death, "at", there.death.moments + 3))

    there.when("m1", "verified", outage)
    with pytest.raises(Killed):
        there.go()
    there.site.timeline.move(300)
    there.site.clear_fault("tasks-silent", node)
    there.death.at = None
    state = there.go()
    rows = [row for row in told(there).waves if row.node == node]

    assert state.outcome == "done"
    assert max(row.longest for row in rows) > 300
    assert sum(row.unwatched for row in rows) >= 290
    assert [event.nodes for event in there.events(journal.TestAppSilent)] == [(node,), ()]


def test_what_a_dead_process_had_counted_is_lost_and_told_as_not_asked():
    there = stage(agents=3, run_policy=TWO)
    there.when("m2", "verified", lambda: setattr(there.death, "at", there.death.moments + 1))
    with pytest.raises(Killed):
        there.go()
    there.death.at = None
    there.go()
    wave = [row for row in told(there).waves if row.wave == "master 2"]

    assert all(row.unwatched > 60 for row in wave)
    assert sum(row.failed for row in wave) == 0


def test_an_app_that_cannot_be_taken_away_is_not_told_to_answer_again():
    there = stage(agents=3, run_policy=TWO)
    node = nodes_of(there)[0]

    def stuck() -> None:
        there.site.set_fault("tasks-silent", node)
        there.when("", "the test app does not answer", give_up)

    def give_up() -> None:
        for master in ("m1", "m2", "m3"):
            there.site.set_fault("no-answer", master)
        run = there.site.runs.latest_run() or ""
        there.site.runs.request(run, journal.AbortRequested(by="kim", reason="the window is over"))

    there.when("m3", "verified", stuck)
    there.go()

    assert there.halted.name == "test-app"
    assert [event.nodes for event in there.events(journal.TestAppSilent)] == [(node,)]


def test_the_runs_own_app_is_not_counted_among_what_the_cluster_had_before_and_after():
    there = stage(agents=3, run_policy=TWO)
    there.go()
    book = workbook_of(
        there.plan,
        Kept(entries(there)),
        there.site.evidence,
        probes.discover(),
        mesos_of=mesos_of,
        made=datetime(2018, 7, 25, tzinfo=UTC),
        tool_version="0",
    )

    assert {count.what for count in book.proof.counts} >= {"apps", "running tasks"}
    assert [count for count in book.proof.counts if count.before != count.after] == []


# --- deaths -----------------------------------------------------------------------------------------------------------


def small() -> Stage:
    return stage(agents=1, public=0, run_policy=ONE)


@cache
def moments() -> int:
    run = small()
    run.go()
    return run.death.moments


def apps_left(there: Stage) -> list[str]:
    return [task.app for task in there.site.world.tasks.live.values() if "test-app" in task.app]


def assert_right(there: Stage, outcome: str | None) -> None:
    assert outcome == "done"
    assert set(there.site.machines.starts().values()) == {("1.11.3",)}
    assert apps_left(there) == []
    assert still_there(ledger(entries(there))) == ()
    assert there.events(journal.Validated)[-1].lost == ()
    assert not there.events(journal.Halted)


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_a_death_at_any_moment_leaves_no_app_behind_and_loses_nothing(data: st.DataObject):
    there = small()
    state = there.go_through([data.draw(st.integers(min_value=1, max_value=moments()))])

    assert_right(there, state.outcome)


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_a_death_at_every_single_moment_leaves_no_app_behind_and_loses_nothing():
    for at in range(1, moments() + 1):
        there = small()
        state = there.go_through([at])

        assert_right(there, state.outcome)
