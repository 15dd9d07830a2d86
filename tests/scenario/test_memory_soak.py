"""Soaks on the lab in memory: what disturbs one, how it ends, and that what was red before the run changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from fakes.memory import SOON, Stage, stage
from msgspec import UNSET
from msgspec.structs import replace

from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.core.journal import Event, SoakDisturbed, SoakHealthy, StepStarted, WaveCompleted
from dcos_upgrade.core.plan import Plan, StageName
from dcos_upgrade.planning.digest import sealed
from dcos_upgrade.usecases.running import Progress
from dcos_upgrade.usecases.status import describe, exit_code

STABLE, RETRY = 62.0, 200.0
WATCHED = replace(SOON, soak_stable=STABLE, soak_retry=RETRY)


def times(run: Stage, kind: type[Event]) -> list[datetime]:
    name = run.site.runs.latest_run()
    assert name is not None
    return [entry.time for entry in run.site.runs.entries(name) if isinstance(entry.event, kind)]


def code_of(run: Stage) -> ExitCode:
    name = run.site.runs.latest_run()
    assert name is not None
    return exit_code(describe(run.plan, run.site.runs.entries(name), carried_out=False))


def started(run: Stage) -> list[str]:
    return [event.node for event in run.events(StepStarted)]


def of_wave(run: Stage, node: str) -> int:
    """How many waves were completed when the wave of this node was."""
    return started(run).index(node)


def test_every_wave_is_watched_for_its_stable_time_and_a_quiet_night_disturbs_none():
    run = stage(pacing=WATCHED)

    state = run.go()

    assert state.outcome == "done"
    assert not run.events(SoakDisturbed)
    assert len(run.events(SoakHealthy)) == 3 * len(run.events(WaveCompleted))  # 62 s are spanned by looks 31 s apart


@pytest.mark.parametrize(
    ("fault", "on", "check"),
    [("journal-errors", "a1", "journal-errors"), ("descriptors-run-out", "m2", "exhibitor-descriptors")],
)
def test_a_soak_that_was_disturbed_begins_its_stable_time_anew_and_completes(fault: str, on: str, check: str):
    run = stage(pacing=WATCHED)

    def trouble() -> None:
        run.site.set_fault(fault, on)
        run.site.at(200, run.site.clear_fault)

    run.when("a1", "verified", trouble)

    state = run.go()

    assert state.outcome == "done"
    assert {each.checks for each in run.events(SoakDisturbed)} == {(check,)}
    last, number = times(run, SoakDisturbed)[-1], of_wave(run, "a1")
    assert times(run, WaveCompleted)[number] - last >= timedelta(seconds=STABLE)
    assert set(run.site.machines.starts().values()) == {("1.11.3",)}


@pytest.mark.parametrize(
    ("fault", "on", "check"),
    [
        ("journal-errors", "a1", "journal-errors"),
        ("journal-errors", "m3", "journal-errors"),
        ("descriptors-run-out", "m1", "exhibitor-descriptors"),
        ("leader-flaps", None, "leaders-steady"),
    ],
)
def test_a_soak_that_stays_disturbed_halts_with_evidence_and_goes_on_when_it_is_mended(
    fault: str, on: str | None, check: str
):
    run = stage(pacing=WATCHED)
    run.when("a1", "verified", lambda: run.site.set_fault(fault, on))

    run.go()

    assert (run.halted.what, run.halted.name, run.halted.node) == ("gate", "soak-health", "cluster")
    assert run.halted.evidence
    assert check in {name for each in run.events(SoakDisturbed) for name in each.checks}
    assert started(run)[-1] == "a1"
    assert code_of(run) is ExitCode.HALTED

    run.site.clear_fault()
    assert run.go().outcome == "done"


def test_a_task_lost_in_a_soak_halts_the_run_by_its_id_and_no_resume_takes_it_for_well():
    run = stage(pacing=WATCHED)
    lost: list[str] = []

    def lose() -> None:
        before = set(run.site.world.tasks.live)
        run.site.set_fault("task-lost", "a2")
        lost.extend(before - set(run.site.world.tasks.live))

    run.when("a1", "verified", lose)

    run.go()
    again = run.go()

    assert len(lost) == 1
    assert run.halted.name == "soak-health"
    assert lost[0] in run.halted.reason
    assert again.halted is not None
    assert started(run)[-1] == "a1"


def test_what_was_red_before_the_run_neither_blocks_it_nor_hides_what_is_new():
    run = stage(pacing=WATCHED)
    run.site.set_fault("journal-errors", "a2")
    run.site.set_fault("descriptors-run-out", "m1")
    run.when("a1", "verified", lambda: run.site.set_fault("descriptors-run-out", "m2"))

    run.go()
    halted = run.halted.reason
    run.site.clear_fault("descriptors-run-out", "m2")
    state = run.go()

    assert halted.startswith("m2: ZooKeeper has")
    assert "m1" not in halted
    assert {each.checks for each in run.events(SoakDisturbed)} == {("exhibitor-descriptors",)}
    assert state.outcome == "done"


def test_errors_within_the_first_time_after_a_wave_are_noise():
    run = stage(pacing=WATCHED)

    def noise() -> None:
        run.site.set_fault("journal-errors", "a1")
        run.site.at(40, run.site.clear_fault)

    run.when("a1", "verified", noise)

    assert run.go().outcome == "done"
    assert not run.events(SoakDisturbed)


def nobody_held_back(plan: Plan) -> Plan:
    """The plan of somebody who lets old and new Marathons run side by side."""
    hops = (replace(hop, stages=tuple(replace(each, hold_back=UNSET) for each in hop.stages)) for hop in plan.hops)
    return sealed(replace(plan, hops=tuple(hops), digest=""))


def test_an_old_marathon_that_leads_after_a_new_one_halts_the_run_before_the_next_node():
    run = stage(pacing=WATCHED)
    run.plan = nobody_held_back(run.plan)
    turns = iter(("m3", "m1"))  # first the new one, then the old one of the last master

    def fate(progress: Progress) -> None:
        if progress.message == "verified" and progress.stage == StageName.MASTERS:
            run.site.set_fault("old-marathon-leads", next(turns))

    run.fate = fate

    run.go()

    assert started(run) == ["m3", "m2"]
    assert run.halted.name == "soak-health"
    assert "leads, and 1.6" in run.halted.reason
    assert "marathon-never-older" in run.halted.reason
