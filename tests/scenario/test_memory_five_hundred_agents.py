"""One agent of five hundred fails: the run ends without it; two that fail for the same cause end it at the second."""

from __future__ import annotations

from fakes.memory import Stage, stage

from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.core.journal import Quarantined, StepStarted
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.status import describe, exit_code

AGENTS = 500
PACING = Pacing(gate_timeout=400, step_timeout=500, at_once=50, first_wave=5, wave_growth=4, failure_budget=2)


def failing(*nodes: str) -> Stage:
    """The steps of ``nodes`` fail, each from the moment at which it starts."""
    run = stage(agents=AGENTS, public=0, pacing=PACING)
    run.fate = lambda progress: (
        run.site.set_fault("useradd-fails", progress.node)
        if progress.node in nodes and progress.message.startswith("starting")
        else None
    )
    return run


def code_of(run: Stage, state: RunState) -> ExitCode:
    """What the process answers at the end of this run."""
    return exit_code(describe(run.plan, run.site.runs.entries(state.run), carried_out=False))


def after_the_wave_of(run: Stage, node: str) -> set[str]:
    """All nodes of later waves."""
    waves = [{step.node for step in wave.steps} for stage in run.plan.hops[0].stages for wave in stage.waves]
    own = next(number for number, wave in enumerate(waves) if node in wave)
    return set().union(*waves[own + 1 :])


def test_a_run_with_one_failing_agent_completes_without_it_and_says_so():
    run = failing("a5")

    state = run.go()

    assert state.outcome == "done"
    assert [each.node for each in run.events(Quarantined)] == ["a5"]
    assert code_of(run, state) is ExitCode.FINDINGS
    releases = run.site.machines.releases()
    assert [node for node, release in releases.items() if release != "1.11.3"] == ["a5"]


def test_a_second_agent_that_fails_for_the_same_cause_halts_within_the_budget():
    run = failing("a3", "a5")

    state = run.go()

    assert state.outcome is None
    assert len(run.events(Quarantined)) == 1
    assert {run.events(Quarantined)[0].node, run.halted.node} == {"a3", "a5"}
    assert code_of(run, state) is ExitCode.HALTED
    later = after_the_wave_of(run, run.halted.node)
    assert later
    assert not later & {event.node for event in run.events(StepStarted)}
