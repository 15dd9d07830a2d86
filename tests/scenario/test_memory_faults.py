"""What goes wrong on the lab in memory, and the halt that it should give: named, with its node, and with a way on."""

from __future__ import annotations

import pytest
from fakes.memory import Stage, stage

from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreadable
from dcos_upgrade.core.journal import HopBound, StepSettled, StepStarted
from dcos_upgrade.core.step import NodeState
from dcos_upgrade.lab.fault import known_faults
from dcos_upgrade.lab.memory.script import Moment
from dcos_upgrade.lab.world.unit import Kind


def starting(run: Stage, node: str, fault: str, on: str | None = None) -> None:
    """The fault is set when the step of ``node`` starts."""
    run.when(node, "starting", lambda: run.site.set_fault(fault, on))


def starts(run: Stage) -> dict[str, int]:
    return {node: len(targets) for node, targets in run.site.machines.starts().items()}


def clear_and_resume(run: Stage) -> str | None:
    run.site.clear_fault()
    return run.go().outcome


@pytest.mark.parametrize("fault", ["master-does-not-rejoin", "replog-not-recovered"])
def test_a_master_that_does_not_come_back_halts_at_its_gate_before_the_next_one(fault: str):
    run = stage()
    starting(run, "m3", fault, "m3")

    run.go()

    assert (run.halted.what, run.halted.name, run.halted.node) == ("gate", "master-rejoined", "m3")
    assert run.halted.evidence
    assert starts(run) == {"m1": 0, "m2": 0, "m3": 1, "a1": 0, "a2": 0, "p1": 0}
    assert clear_and_resume(run) == "done"
    assert set(starts(run).values()) == {1}


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("agent-does-not-return", "agents-back"),
        ("agent-new-id", "it was"),
        ("tasks-lost", "tasks-kept"),
        ("executors-too-slow", "tasks-kept"),
    ],
)
def test_an_agent_or_its_tasks_that_do_not_come_back_halt_at_the_agents_gate(fault: str, check: str):
    run = stage()
    starting(run, "a1", fault, "a1")

    run.go()

    assert (run.halted.what, run.halted.name, run.halted.node) == ("gate", "agent-rejoined", "a1")
    reasons = run.halted.reason + "".join(progress.why_not_yet for progress in run.told)
    assert check in reasons
    assert starts(run)["p1"] == 0


def test_a_bootstrap_host_that_is_down_halts_before_any_node_is_told():
    run = stage()
    run.site.set_fault("bootstrap-down")

    run.go()

    assert (run.halted.what, run.halted.name) == ("node", "bootstrap")
    assert not run.events(HopBound)
    assert not any(starts(run).values())
    assert clear_and_resume(run) == "done"


def test_a_package_that_is_not_there_halts_with_the_old_generation_whole():
    run = stage()
    starting(run, "a1", "package-404")

    run.go()

    settled = run.events(StepSettled)[-1]
    assert (settled.node, settled.exit, settled.version) == ("a1", 1, "1.10.8")
    assert settled.state in {NodeState.OLD_CLEAN, NodeState.PARTIALLY_FETCHED}
    assert "Unable to fetch package mesos--" in settled.log_tail
    assert (run.halted.node, run.halted.next) == ("a1", "dcos-upgrade retry a1")


@pytest.mark.parametrize(
    ("node", "moment", "gate"), [("", "soak of master 1", "soak-health"), ("", "master 1 is done", "admission")]
)
@pytest.mark.parametrize(
    ("fault", "on", "reason"),
    [
        ("marathon-no-leader", None, "marathon-leader"),
        ("empty-slaves", None, "agents-back"),
        ("no-answer", "m1", "unknown"),
        ("deployment-starts", None, "no-new-deployments"),
    ],
)
def test_what_breaks_the_cluster_in_mid_run_keeps_the_next_node_from_being_started(
    fault: str, on: str | None, reason: str, node: str, moment: str, gate: str
):
    run = stage()
    run.when(node, moment, lambda: run.site.set_fault(fault, on))

    run.go()

    assert (run.halted.what, run.halted.name) == ("gate", gate)
    assert reason in run.halted.reason
    assert [started.node for started in run.events(StepStarted)] == ["m3"]
    assert clear_and_resume(run) == "done"
    assert set(starts(run).values()) == {1}


def test_an_exhibitor_that_no_longer_looks_is_not_believed():
    run = stage()

    def freeze_when_it_sees_m3_down() -> None:
        view = run.site.world.exhibitors.instances[run.site.inventory.nodes[0].id].view
        if all(row.code == 3 for row in view):
            run.site.at(5.0, freeze_when_it_sees_m3_down)
        else:
            run.site.set_fault("stale-exhibitor", "m1")

    run.when("m3", "starting", freeze_when_it_sees_m3_down)

    run.go()

    assert run.halted.name == "master-rejoined"
    assert "m1" in run.halted.reason
    assert "exhibitor" in run.halted.reason


def test_a_node_whose_ssh_is_refused_is_waited_for_and_its_job_goes_on():
    run = stage()
    starting(run, "a1", "ssh-refused", "a1")

    run.go()

    assert (run.halted.what, run.halted.node) == ("node", "a1")
    assert "unknown" in run.halted.name or "unknown" in run.halted.reason
    assert run.site.machines.releases()["a1"] == "1.11.3" or starts(run)["a1"] == 0
    assert clear_and_resume(run) == "done"
    assert starts(run)["a1"] == 1


def test_a_changed_host_key_stops_the_run_at_once():
    run = stage()
    starting(run, "a1", "host-key-changed", "a1")

    run.go()

    assert run.halted.node == "a1"
    assert "host key" in run.halted.reason
    assert starts(run)["p1"] == 0


@pytest.mark.parametrize("moment", [Moment.ARCHIVED, Moment.MOVING])
def test_power_lost_in_mid_swap_is_named_and_the_script_is_not_run_again(moment: Moment):
    run = stage()
    run.site.machines.strike("a1", moment)
    run.when("a1", "starting", lambda: run.site.at(200.0, lambda: power_cycle(run, "a1")))

    run.go()
    run.go()

    settled = run.events(StepSettled)[-1]
    assert (settled.node, settled.exit, settled.state) == ("a1", None, NodeState.SWAP_INTERRUPTED)
    assert (run.halted.what, run.halted.name, run.halted.node) == ("node", "swap-interrupted", "a1")
    assert starts(run)["a1"] == 1


def power_cycle(run: Stage, node: str) -> None:
    run.site.set_fault("power-lost", node)
    run.site.clear_fault("power-lost", node)


@pytest.mark.parametrize(
    ("fault", "node", "told"),
    [
        ("empty-slaves", None, Unreadable),
        ("no-answer", "m2", Refused),
    ],  # while it was waited for, Exhibitor has seen it go
)
def test_nothing_begins_while_answers_are_withheld(fault: str, node: str | None, told: type[DcosUpgradeError]):
    run = stage()
    run.site.set_fault(fault, node)

    with pytest.raises(told):
        run.go()

    assert run.site.runs.latest_run() is None
    assert not any(starts(run).values())


def test_every_fault_can_be_set_and_cleared_twice_in_memory():
    run = stage()
    where = {"master": "m1", "agent": "a1", "any": "a2", "none": None}

    for name, fault in known_faults().items():
        for _ in range(2):
            run.site.set_fault(name, where[fault.target])
        for _ in range(2):
            run.site.clear_fault(name)

    assert run.site.board.active == []


def test_a_marathon_that_leads_again_after_an_abdication_still_knows_its_framework():
    run = stage()
    world = run.site.world
    leader = world.marathons.leader
    assert leader is not None

    world.abdicate_marathon()
    run.site.timeline.move(120)

    assert world.marathons.leader not in {None, leader}
    assert world.hosts[leader].process(Kind.MARATHON) is not None


def test_what_must_not_be_asked_of_a_lab_in_memory_is_refused():
    run = stage()

    with pytest.raises(DcosUpgradeError, match="no SSH"):
        run.site.machines.ssh(run.site.inventory.nodes[0].id)
