"""A test app through a run in memory: deployed, asked, measured, deployed afresh at the validation, gone at the end."""

from __future__ import annotations

from fakes.memory import Stage, stage

from dcos_upgrade.core import journal, plan, run_policy
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.engine.ledger import ledger, still_there
from dcos_upgrade.lab.world.tasks import Task

WISH = run_policy.RunPolicy(test_app=run_policy.TestAppWish(count=2, interval=10.0))


def of(stage_: Stage) -> plan.TestApp:
    app = stage_.plan.test_app
    assert isinstance(app, plan.TestApp)
    return app


def entries(stage_: Stage) -> tuple[Entry, ...]:
    run = stage_.site.runs.latest_run()
    assert run is not None
    return stage_.site.runs.entries(run)


def _mute(there: Stage, task: Task) -> None:
    """Its process runs and opens no port."""
    if task.app == of(there).id:
        task.listens = False


def test_an_upgrade_of_its_agents_costs_the_test_app_nothing():
    there = stage(agents=3, run_policy=WISH)
    state = there.go()
    measured = there.events(journal.AvailabilityMeasured)

    assert state.outcome == "done"
    assert {each.target for each in measured} == set(of(there).nodes)
    assert sum(each.probes for each in measured) > 100
    assert [each for each in measured if each.failed] == []


def test_it_is_deployed_before_the_first_step_and_gone_at_the_end_with_every_trace():
    there = stage(agents=3, run_policy=WISH)
    there.go()
    kinds = [type(entry.event).__name__ for entry in entries(there)]

    assert kinds.index("TestAppDeployed") < kinds.index("StepStarted")
    assert [task.app for task in there.site.world.tasks.live.values() if "test-app" in task.app] == []
    assert still_there(ledger(entries(there))) == ()
    assert there.events(journal.Validated)[-1].lost == ()


def test_its_coming_and_going_is_no_difference_to_the_baseline():
    """The same cluster with and without it: as much is expected to have changed."""
    with_it, without = stage(agents=3, run_policy=WISH), stage(agents=3)
    with_it.go()
    without.go()

    assert with_it.events(journal.Validated)[-1].expected == without.events(journal.Validated)[-1].expected


def test_every_wave_has_a_row_for_every_target():
    there = stage(agents=3, run_policy=WISH)
    there.go()
    rows = {(each.hop, each.stage, each.wave, each.target) for each in there.events(journal.AvailabilityMeasured)}
    waves = {(each.hop, each.stage, each.wave) for each in there.events(journal.WaveCompleted)}

    assert {(*wave, target) for wave in waves for target in of(there).nodes} <= rows


def test_a_task_that_dies_is_an_outage_of_its_target_in_that_wave_until_it_answers_again():
    there = stage(agents=3, run_policy=WISH)
    node = of(there).nodes[0]

    def die() -> None:
        tasks = there.site.world.tasks
        tasks.end(next(task for task in tasks.on(NodeId(node)) if task.app == of(there).id), "TASK_FAILED")

    there.when("m1", "verified", die)
    state = there.go()
    bad = [each for each in there.events(journal.AvailabilityMeasured) if each.failed]

    assert state.outcome == "done"
    assert {(each.target, each.stage) for each in bad} == {(node, "masters")}
    assert 1 <= sum(each.failed for each in bad) <= 6
    assert 0 < max(each.longest for each in bad) <= 60


def test_a_tool_that_is_dead_measures_nothing_and_the_next_one_goes_on():
    there = stage(agents=3, run_policy=WISH)
    state = there.go_through([40, 60, 90, 120])

    assert state.outcome == "done"
    assert len(there.events(journal.TestAppDeployed)) == 1
    assert {each.failed for each in there.events(journal.AvailabilityMeasured)} == {0}


def test_where_the_run_stops_what_was_counted_until_then_is_written():
    there = stage(agents=3, run_policy=WISH)
    word = journal.PauseRequested(by="kim", reason="lunch")
    run = there.site.runs
    there.when("m1", "verified", lambda: run.request(run.latest_run() or "", word))
    there.go()

    assert isinstance(entries(there)[-1].event, journal.AvailabilityMeasured)
    assert there.go().outcome == "done"


def test_an_app_that_never_answers_halts_the_run_before_a_node_is_touched():
    there = stage(agents=3, run_policy=WISH)
    there.site.world.tasks.on_running.append(lambda task: _mute(there, task))
    there.go()

    assert (there.halted.what, there.halted.name) == ("gate", "test-app")
    assert there.events(journal.StepStarted) == []
