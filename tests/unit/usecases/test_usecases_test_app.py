"""The test app is written down before it is put, found once, taken away on every way out; a validation deploys a fresh one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from fakes.cluster import Executioner, FakeCluster, Killed, plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.core import plan as plans
from dcos_upgrade.core.journal import Event
from dcos_upgrade.engine.ledger import ledger, still_there
from dcos_upgrade.engine.state import RunState, fold
from dcos_upgrade.usecases.running import drive

ID = "/dcos-upgrade/test-app-1"
FRESH = f"{ID}-validation"
APP = plans.TestApp(
    id=ID,
    nodes=("a1", "a2"),
    definition={"instances": 2, "constraints": [["hostname", "LIKE", "10\\.0\\.1\\.1|10\\.0\\.1\\.2"]]},
)


def cluster_of() -> FakeCluster:
    return FakeCluster(plan=msgspec.structs.replace(plan_of(), test_app=APP))


@dataclass
class Story:
    cluster: FakeCluster = field(default_factory=cluster_of)

    def go(self, *words: Event, death: Executioner | None = None) -> RunState:
        context = self.cluster.process(death)
        for word in words:
            context.write(word)
        return asyncio.run(drive(context))

    def events(self, *kinds: type[Event]) -> list[Event]:
        return [entry.event for entry in self.cluster.entries if isinstance(entry.event, kinds)]

    def kinds(self) -> list[str]:
        return [type(entry.event).__name__ for entry in self.cluster.entries]

    @property
    def marathon(self) -> Any:
        return self.cluster.marathon

    @property
    def halted(self) -> journal.Halted:
        found = self.events(journal.Halted)[-1]
        assert isinstance(found, journal.Halted)
        return found


ABORT = journal.AbortRequested(by="kim", reason="the window is over")


# --- deployed -----------------------------------------------------------------------------------------------------------


def test_it_runs_before_the_first_node_is_touched_and_is_gone_at_the_end():
    story = Story()
    state = story.go()
    kinds = story.kinds()
    deployed = story.events(journal.TestAppDeployed)

    assert state.outcome == "done"
    assert kinds.index("TestAppStarted") < kinds.index("TestAppDeployed") < kinds.index("HopBound")
    assert deployed == [journal.TestAppDeployed(app=ID, targets={"a1": "10.0.1.1:1025", "a2": "10.0.1.2:1025"})]
    assert story.marathon.apps == {}
    assert still_there(ledger(story.cluster.entries)) == ()


def test_it_carries_the_label_of_its_run_and_the_sites_own():
    story = Story()
    labelled = msgspec.structs.replace(APP, definition={**APP.definition, "labels": {"team": "x"}})
    story.cluster.plan = msgspec.structs.replace(story.cluster.plan, test_app=labelled)
    seen: list[Any] = []
    story.marathon.says = lambda method, app: seen.append(dict(story.marathon.apps)) if method == "GET" else None
    story.go()
    labels = next(apps[ID]["labels"] for apps in seen if ID in apps)

    assert labels == {"team": "x", "DCOS_UPGRADE_RUN": "r1"}


def test_it_is_waited_for_until_every_task_runs():
    story = Story()
    looks: list[int] = []

    def slowly(definition: Any) -> list[str]:
        looks.append(1)
        return ["10.0.1.1", "10.0.1.2"][: len(looks) // 3 + 1] if definition["instances"] == 2 else ["10.0.1.1"]

    story.marathon.runs_on = slowly

    assert story.go().outcome == "done"
    assert story.marathon.lines.count(f"PUT {ID}") == 1


def test_it_is_waited_for_until_every_task_answers():
    story = Story()
    story.marathon.good = lambda target: len(story.marathon.asked) > 6

    assert story.go().outcome == "done"


def test_what_never_runs_halts_the_run_with_marathons_words_before_a_node_is_touched():
    story = Story()
    story.marathon.runs_on = lambda definition: ["10.0.1.1"]
    story.go()

    assert (story.halted.what, story.halted.name) == ("gate", "test-app")
    assert "1 of 2 tasks" in story.halted.reason
    assert "no python3" in story.halted.reason
    assert story.cluster.starts == []


def test_what_marathon_refuses_halts_the_run_at_once_with_its_words():
    story = Story()
    body = {"message": "Object is not valid", "details": [{"path": "/cmd"}]}
    story.marathon.says = lambda method, app: (422, body) if method == "PUT" else None
    story.go()

    assert "Object is not valid" in story.halted.reason
    assert "/cmd" in story.halted.reason
    assert story.marathon.lines.count(f"PUT {ID}") == 1


def test_a_lock_and_a_marathon_that_is_away_are_waited_for():
    story = Story()
    answers = iter([(409, {"message": "locked"})] * 3)
    story.marathon.says = lambda method, app: next(answers, None) if method == "PUT" else None

    assert story.go().outcome == "done"


def test_an_answer_that_is_no_app_is_not_taken_for_one():
    story = Story()
    story.marathon.says = lambda method, app: (200, b"<html>") if method == "GET" else None
    story.go()

    assert "is no app" in story.halted.reason


def test_after_a_halt_a_resume_deploys_it():
    story = Story()
    story.marathon.down = True
    story.go()
    story.marathon.down = False

    assert story.go().outcome == "done"


def test_an_app_of_a_run_before_is_made_this_runs():
    story = Story()
    story.marathon.apps[ID] = {**APP.definition, "labels": {"DCOS_UPGRADE_RUN": "r0"}}
    story.go()

    assert f"PUT {ID}" in story.marathon.lines


# --- deaths -------------------------------------------------------------------------------------------------------------


def test_wherever_the_process_dies_it_is_put_once_and_taken_away():
    at, died = 0, True
    while died:
        at += 1
        story = Story()
        try:
            story.go(death=Executioner(at))
            died = False
        except Killed:
            state = story.go()
            assert state.outcome == "done", at
        assert story.marathon.apps == {}, at
        assert story.marathon.lines.count(f"PUT {ID}") == 1, at
        assert still_there(ledger(story.cluster.entries)) == (), at
        assert len(story.events(journal.TestAppDeployed)) == 1, at


# --- taken away ---------------------------------------------------------------------------------------------------------


def deployed() -> Story:
    """A run that is paused with the test app in the cluster."""
    story = Story()
    context = story.cluster.process()
    context.write(journal.OwnerClaimed(masters=("m1", "m2", "m3")))
    context.write(journal.TestAppStarted(app=ID))
    story.marathon.apps[ID] = {**APP.definition, "labels": {"DCOS_UPGRADE_RUN": "r1"}}
    context.write(journal.TestAppDeployed(app=ID, targets={"a1": "10.0.1.1:1025", "a2": "10.0.1.2:1025"}))
    return story


def test_a_run_that_is_given_up_takes_it_away():
    story = deployed()
    state = story.go(ABORT)

    assert state.outcome == "aborted"
    assert story.marathon.apps == {}
    assert journal.TestAppRemoved(app=ID) in story.events(journal.TestAppRemoved)


def test_a_marathon_that_is_away_at_the_end_is_waited_for_and_then_the_run_halts_with_the_one_command():
    story = deployed()
    story.marathon.down = True
    before = story.cluster.now
    state = story.go(ABORT)

    assert state.outcome is None
    assert story.halted.next == f"curl -X DELETE http://10.0.13.1:8080/v2/apps{ID}, then: dcos-upgrade resume"
    assert timedelta(seconds=600) <= story.cluster.now - before < timedelta(seconds=700)
    assert [item.what for item in still_there(ledger(story.cluster.entries)) if str(item.kind) == "test-app"] == [ID]


def test_after_that_halt_a_resume_ends_the_run_even_when_a_person_has_removed_it():
    story = deployed()
    story.marathon.down = True
    story.go(ABORT)
    story.marathon.down = False
    story.marathon.apps.clear()

    assert story.go().outcome == "aborted"


def test_it_is_gone_only_when_marathon_says_that_there_is_no_such_app():
    story = deployed()
    gets = iter([(200, {"app": {"instances": 2, "tasks": []}})] * 2)
    story.marathon.says = lambda method, app: next(gets, None) if method == "GET" else None
    story.go(ABORT)
    lines = story.marathon.lines

    assert lines[0] == f"DELETE {ID}"
    assert lines.count(f"DELETE {ID}") > 1
    assert story.kinds().count("TestAppRemoved") == 1


def test_it_is_gone_only_when_the_deployment_that_ends_its_tasks_is_done():
    story = deployed()
    story.marathon.ending = [ID]
    story.go(ABORT)

    assert "still ending the tasks" in story.halted.reason
    story.marathon.ending = ["/somebody/elses"]
    assert story.go().outcome == "aborted"


# --- at the validation --------------------------------------------------------------------------------------------------


def test_each_validation_deploys_a_fresh_one_and_takes_it_away():
    story = Story()
    story.go()
    lines = story.marathon.lines

    assert lines.count(f"PUT {FRESH}") == 1
    assert lines.index(f"PUT {FRESH}") < lines.index(f"DELETE {FRESH}") < lines.index(f"DELETE {ID}")
    assert [event.app for event in story.events(journal.TestAppRemoved)] == [FRESH, ID]  # type: ignore[union-attr]


def validated(story: Story) -> journal.Validated:
    found = story.events(journal.Validated)[-1]
    assert isinstance(found, journal.Validated)
    return found


def test_a_cluster_that_refuses_a_fresh_app_has_lost_something():
    story = Story()
    refused = (422, {"message": "no"})
    story.marathon.says = lambda method, app: refused if (method, app) == ("PUT", FRESH) else None
    state = story.go()

    assert state.outcome == "failed"
    assert validated(story).lost[0].startswith(f"test-app {FRESH}: Marathon answers 422 (no)")
    assert story.marathon.apps == {}


def test_a_fresh_app_that_never_runs_is_a_loss_after_as_long_as_a_gate_waits():
    story = Story()
    story.marathon.runs_on = lambda definition: ["10.0.1.1", "10.0.1.2"] if definition["instances"] == 2 else []
    state = story.go()

    assert state.outcome == "failed"
    assert "0 of 1 tasks" in validated(story).lost[0]


def test_a_fresh_app_that_does_not_answer_is_a_loss():
    story = Story()
    story.marathon.good = lambda target: FRESH not in story.marathon.apps
    story.go()

    assert "does not answer" in validated(story).lost[0]


def test_a_marathon_that_nobody_reaches_at_the_validation_is_unknown_and_halts():
    story = Story()

    original = story.marathon._answer

    def answer(method: str, app: str, change: Any) -> Any:
        story.marathon.down = app == FRESH
        return original(method, app, change)

    story.marathon._answer = answer
    state = story.go()

    assert state.outcome is None
    assert validated(story).lost == ()
    assert validated(story).unknown[0].startswith(f"test-app {FRESH}: no Marathon of any master answers")


def test_what_a_dead_validation_has_left_goes_before_the_next_one():
    story = Story()
    story.marathon.apps[FRESH] = {**APP.definition, "instances": 1}
    context = story.cluster.process()
    context.write(journal.TestAppStarted(app=FRESH))
    story.go()
    lines = [line for line in story.marathon.lines if line.endswith(FRESH)]

    assert lines[:2] == [f"DELETE {FRESH}", f"GET {FRESH}"]
    assert f"PUT {FRESH}" in lines
    assert story.marathon.apps == {}


def test_a_plan_without_a_test_app_asks_marathon_nothing():
    story = Story(cluster=FakeCluster(plan=plan_of()))
    story.go()

    assert story.marathon.lines == []
    assert story.marathon.asked == []


# --- the fold -----------------------------------------------------------------------------------------------------------


def test_the_app_of_a_validation_comes_and_goes_while_the_test_app_stays():
    story = deployed()
    story.cluster.process().write(journal.TestAppStarted(app=FRESH))
    with_both = fold(story.cluster.entries)
    story.cluster.process().write(journal.TestAppRemoved(app=FRESH))
    after = fold(story.cluster.entries)

    assert with_both.test_apps == {ID, FRESH}
    assert after.test_apps == {ID}
    assert with_both.test_app_targets == after.test_app_targets == {"a1": "10.0.1.1:1025", "a2": "10.0.1.2:1025"}


@pytest.mark.parametrize("first", [ID, FRESH])
def test_the_ledger_knows_each_app_by_its_name(first: str):
    story = deployed()
    context = story.cluster.process()
    context.write(journal.TestAppStarted(app=FRESH))
    context.write(journal.TestAppRemoved(app=first))
    left = [item.what for item in still_there(ledger(story.cluster.entries)) if str(item.kind) == "test-app"]

    assert left == [{ID: FRESH, FRESH: ID}[first]]
