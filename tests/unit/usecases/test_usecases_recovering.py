"""A node is looked at and advised, wherever its job died; after people did it, the word is another one."""

from __future__ import annotations

import pytest
from fakes.memory import Stage, stage

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.engine.recovery import START_UNITS, Advice, Lawful
from dcos_upgrade.engine.state import fold
from dcos_upgrade.lab.memory.disk import GENERATION
from dcos_upgrade.lab.memory.script import Moment
from dcos_upgrade.lab.world.services import WorldServices
from dcos_upgrade.usecases.recovering import exit_code, recover, step_of


def advised(run: Stage, node: str) -> Advice:
    latest = run.site.runs.latest_run()
    assert latest is not None
    step = step_of(run.plan, fold(run.site.runs.entries(latest)), node)
    known = run.site.inventory.node(node)
    assert known is not None
    return run.site.run(recover(run.site, run.site.nodes, known, step))


def struck(moment: Moment, node: str = "a1") -> Stage:
    """A run that halted because the job on this node died here."""
    run = stage()
    run.site.machines.strike(node, moment)
    run.go()
    return run


@pytest.mark.parametrize(
    ("moment", "state", "following"),
    [
        (Moment.PRECHECK, "old-clean", "dcos-upgrade retry a1"),
        (Moment.FETCHING, "partially-fetched", "dcos-upgrade retry a1"),
        (Moment.STAGE, "prefetched", "dcos-upgrade retry a1"),
        (Moment.STAGED, "staged", "dcos-upgrade retry a1"),
    ],
)
def test_a_job_that_died_before_the_swap_is_retried(moment: Moment, state: str, following: str):
    advice = advised(struck(moment), "a1")

    assert (advice.state, advice.lawful, advice.next) == (state, Lawful.YES, following)
    assert exit_code(advice) is ExitCode.DONE


@pytest.mark.parametrize(
    ("moment", "program"),
    [
        (Moment.ARCHIVE, "/opt/mesosphere/bin/pkgpanda"),
        (Moment.ARCHIVED, "/opt/mesosphere/packages/pkgpanda--"),
        (Moment.MOVING, "/opt/mesosphere/bin/pkgpanda"),
    ],
)
def test_a_job_that_died_in_the_swap_is_finished_by_the_pkgpanda_that_is_left(moment: Moment, program: str):
    run = struck(moment)

    advice = advised(run, "a1")

    (command,) = advice.commands
    assert (advice.state, advice.lawful) == ("swap-interrupted", Lawful.NO)
    assert f"exec {program}" in command
    assert exit_code(advice) is ExitCode.FINDINGS


def start_units(run: Stage, node: str) -> None:
    """What the advice for a node whose units were not started tells people to do."""
    services = WorldServices(run.site.world)
    services.attach(NodeId(node), run.site.machines.files(NodeId(node)))
    run.site.run(services.systemctl(NodeId(node), ("start", "dcos.target", "--no-block")))
    run.site.timeline.move(300)


def test_a_job_that_died_before_it_started_the_units_has_them_started_by_people_and_the_run_goes_on():
    run = struck(Moment.START, "m2")

    before = advised(run, "m2")
    start_units(run, "m2")
    after = advised(run, "m2")

    assert (before.state, before.commands) == ("new-not-started", START_UNITS)
    assert (after.state, after.lawful, after.next) == ("new-healthy", Lawful.YES, "dcos-upgrade resume")
    assert run.go().outcome == "done"
    assert len(run.site.machines.starts()["m2"]) == 1


def test_a_swap_that_people_have_finished_is_another_state_with_another_word():
    run = struck(Moment.ARCHIVED)
    disk = run.site.machines["a1"].disk
    disk.live, disk.new, disk.install_progress = dict.fromkeys(GENERATION, run.plan.target), {}, None

    assert advised(run, "a1").state == "new-not-started"


def test_a_node_that_does_not_answer_is_not_called_failed():
    run = struck(Moment.ARCHIVED)
    run.site.set_fault("power-lost", "a1")

    advice = advised(run, "a1")

    assert (advice.state, advice.lawful, advice.commands) == ("unreachable", Lawful.UNKNOWN, ())
    assert exit_code(advice) is ExitCode.UNKNOWN


def test_a_node_that_the_run_is_through_with_is_as_it_may_be():
    run = struck(Moment.ARCHIVED)

    advice = advised(run, "m1")

    assert (advice.state, advice.lawful) == ("new-healthy", Lawful.YES)


def test_a_node_that_was_not_begun_is_left_to_the_run():
    advice = advised(struck(Moment.ARCHIVED), "p1")

    assert (advice.state, advice.next) == ("old-clean", "dcos-upgrade resume")
