"""Whole runs over real SSH and HTTP by the real command: deaths, faults, owners, withheld answers."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.command import Caller, kill_hard

pytestmark = [pytest.mark.wire, pytest.mark.timeout(420)]


def entries(state: Path) -> int:
    """How many entries the journal holds; 0 before there is one."""
    files = list(state.rglob("*.sqlite*")) + list(state.rglob("*.db"))
    for file in files:
        try:
            with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as journal:
                return int(journal.execute("select count(*) from entries").fetchone()[0])
        except sqlite3.Error:
            continue
    return 0


def wait_for(entry: int, state: Path, process: object, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while entries(state) < entry and time.monotonic() < end and process.poll() is None:  # type: ignore[attr-defined]  # a Popen
        time.sleep(0.05)


def test_a_run_that_is_killed_at_three_random_moments_ends_well_and_runs_each_script_once(site_of: Callable):
    site = site_of("1.9.9", "3+1+1")
    plan = site.plan("1.10.7")
    chance = random.Random(20180724)
    moments = sorted(chance.sample(range(3, 42), 3))

    for number, moment in enumerate(moments):
        words = site.run_words(plan) if number == 0 else ("resume",)
        process = site.call.start(*words)
        wait_for(moment, site.call.state, process)
        kill_hard(process)
    resumed = site.call("resume")

    assert resumed.exit == 0, resumed.stderr
    assert set(site.releases().values()) == {"1.10.7"}
    assert {name: len(lines) for name, lines in site.starts().items()} == dict.fromkeys(
        ("m1", "m2", "m3", "a1", "p1"), 1
    )
    assert site.call("status").json["state"] == "done"


def test_a_master_that_does_not_rejoin_halts_the_run_and_a_resume_completes_it(site_of: Callable, lab_call: Caller):
    site = site_of("1.9.9", "3+1+1")
    plan = site.plan("1.10.7", policy={"gate_timeout": 8})
    first = next(
        step["node"]
        for stage in site.call(
            "plan", "--snapshot", site.folder / "before-1.10.7", "--to", "1.10.7", "--on", "2018-07-10"
        ).json["hops"][0]["stages"]
        for wave in stage["waves"]
        for step in wave["steps"]
    )
    assert lab_call("lab", "fault", "set", "master-does-not-rejoin", "--node", first).exit == 0

    halted = site.call(*site.run_words(plan))

    status = site.call("status").json
    assert halted.exit == 4, halted.stderr
    assert status["state"] == "halted"
    assert first in status["halted_by"]["reason"]
    assert status["halted_by"]["evidence"]
    assert {name for name, lines in site.starts().items() if lines} == {first}

    assert lab_call("lab", "fault", "clear").exit == 0
    resumed = site.call("resume")

    assert resumed.exit == 0, resumed.stderr
    assert all(len(lines) == 1 for lines in site.starts().values())


def test_a_second_run_from_another_state_directory_meets_the_owner_and_touches_nothing(site_of: Callable):
    site = site_of("1.9.9", "3+1+1")
    plan = site.plan("1.10.7")
    first = site.call.start(*site.run_words(plan))
    wait_for(4, site.call.state, first)
    before = site.starts()

    second = Caller(state=site.folder / "other-state")(*site.run_words(plan))

    kill_hard(first)
    assert second.exit == 6, (second.exit, second.stderr)
    assert sum(map(len, site.starts().values())) - sum(map(len, before.values())) <= 1
    assert site.call("resume").exit == 0


@pytest.mark.parametrize(("fault", "node"), [("no-answer", "m2"), ("empty-slaves", "m1")])
def test_nothing_is_started_while_answers_are_withheld(site_of: Callable, lab_call: Caller, fault: str, node: str):
    site = site_of("1.9.9", "3+1+1")
    plan = site.plan("1.10.7", policy={"gate_timeout": 5})
    assert lab_call("lab", "fault", "set", fault, "--node", node).exit == 0

    refused = site.call(*site.run_words(plan))

    assert refused.exit in {3, 4, 8}, refused.stderr
    assert not any(site.starts().values())


def test_a_run_that_was_given_up_is_taken_on_by_a_plan_from_where_the_cluster_stands(site_of: Callable):
    site = site_of("1.9.9", "3+1+0")
    process = site.call.start(*site.run_words(site.plan("1.10.7")))
    wait_for(6, site.call.state, process)
    given_up = site.call("abort", "--reason", "the window is over")
    process.wait(120)

    assert given_up.exit == 0, given_up.stderr
    assert site.call("status").json["state"] == "aborted"
    assert set(site.releases().values()) == {"1.9.9", "1.10.7"}

    later = site.call("capture", "--cluster", site.cluster_file, "--out", site.folder / "later")
    plan = site.folder / "rest.json"
    words = ("--to", "1.10.7", "--on", "2018-07-10", "--out", plan)
    assert site.call("plan", "--snapshot", site.folder / "later", *words).exit == 0, later.stderr
    done = site.call(*site.run_words(plan))

    assert done.exit == 0, done.stderr
    assert set(site.releases().values()) == {"1.10.7"}
    assert all(len(lines) == 1 for lines in site.starts().values())
