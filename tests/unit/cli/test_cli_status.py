"""Where a run is, told from its plan and journal alone."""

from __future__ import annotations

import asyncio

import pytest
from fakes.cluster import FakeCluster, plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.core.error import ExitCode, Owned
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.plan import StageName
from dcos_upgrade.engine.state import RunState, fold
from dcos_upgrade.render.keys.status import status_keys
from dcos_upgrade.usecases.beginning import none_open
from dcos_upgrade.usecases.node_status import Where
from dcos_upgrade.usecases.running import drive
from dcos_upgrade.usecases.status import RunStatus, State, describe, exit_code


def after(cluster: FakeCluster, until: StageName | None = None) -> FakeCluster:
    asyncio.run(drive(cluster.process(), until=until))
    return cluster


def described(cluster: FakeCluster, *, entries: int | None = None, carried_out: bool = False) -> RunStatus:
    return describe(cluster.plan, cluster.entries[:entries], carried_out=carried_out)


def number_of(cluster: FakeCluster, kind: type, nth: int = 0) -> int:
    return [n for n, entry in enumerate(cluster.entries, start=1) if isinstance(entry.event, kind)][nth]


def test_every_prefix_of_a_journal_can_be_described():
    cluster = after(FakeCluster(plan=plan_of(("1.9.9", "1.10.7", "1.11.3"))))

    for entries in range(1, len(cluster.entries) + 1):
        status = described(cluster, entries=entries, carried_out=True)

        assert sum(len(status.at(where)) for where in Where) == len(cluster.plan.inventory.nodes)
        assert status.state in {State.RUNNING, State.DONE}


def test_a_done_run_is_done_with_every_node_at_the_target():
    status = described(after(FakeCluster(plan=plan_of())))

    assert (status.state, exit_code(status)) == (State.DONE, ExitCode.DONE)
    assert {node.release for node in status.nodes} == {"1.11.3"}


def test_a_halt_is_told_with_gate_node_reason_and_evidence():
    cluster = FakeCluster(plan=plan_of())
    cluster.verdicts = lambda gate, node: Verdict.FAIL if gate == "agent-rejoined" else Verdict.PASS

    status = described(after(cluster))
    keys = status_keys(status)

    assert (status.state, exit_code(status)) == (State.HALTED, ExitCode.HALTED)
    assert keys["halted_by"]["gate"] == "agent-rejoined"
    assert keys["halted_by"]["node"] == "a1"
    assert keys["halted_by"]["reason"]
    assert (keys["stage"], keys["wave"], keys["hop"]) == ("private-agents", 1, "1.10.7->1.11.3")


def test_something_lost_is_a_failed_run():
    status = described(after(FakeCluster(plan=plan_of(), lost=("task web.1: is gone",))))

    assert (status.state, exit_code(status)) == (State.FAILED, ExitCode.LOST)
    assert status.lost == ("task web.1: is gone",)


def test_a_step_under_way_is_in_flight_while_somebody_carries_the_run_out_and_in_doubt_otherwise():
    cluster = after(FakeCluster(plan=plan_of()))
    started = number_of(cluster, journal.StepStarted)

    alive = described(cluster, entries=started, carried_out=True)
    dead = described(cluster, entries=started, carried_out=False)

    assert [node.id for node in alive.at(Where.IN_FLIGHT)] == cluster.starts[:1]
    assert [node.id for node in dead.at(Where.IN_DOUBT)] == cluster.starts[:1]
    assert (alive.state, dead.state) == (State.RUNNING, State.IDLE)
    assert dead.next == "dcos-upgrade resume"


def test_a_run_that_was_to_stop_after_a_stage_is_idle_and_no_failure():
    status = described(after(FakeCluster(plan=plan_of()), until=StageName.MASTERS))

    assert (status.state, exit_code(status)) == (State.IDLE, ExitCode.DONE)
    assert status.stage == "service-marathons"
    assert [node.id for node in status.at(Where.DONE)] == ["m1", "m2", "m3"]


def test_a_pause_has_an_owner_and_a_reason():
    cluster = FakeCluster(plan=plan_of())
    process = cluster.process()
    process.journal.append(journal.PauseRequested(by="ada", reason="lunch"))

    asyncio.run(drive(process))
    status = described(cluster)

    assert (status.state, exit_code(status)) == (State.PAUSED, ExitCode.HALTED)
    paused = status_keys(status)["paused"]
    assert {key: paused[key] for key in ("by", "reason", "since")} == {
        "by": "ada",
        "reason": "lunch",
        "since": "2018-07-24T03:00:00Z",
    }


def test_the_leaders_are_those_that_the_newest_look_saw():
    cluster = FakeCluster(plan=plan_of(), mesos_leader="m3", marathon_leader="m2")

    status = described(after(cluster))

    assert (status.mesos_leader, status.marathon_leader) == (cluster.mesos_leader, cluster.marathon_leader)


def test_a_second_run_is_refused_while_one_is_open():
    halted = FakeCluster(plan=plan_of())
    halted.verdicts = lambda gate, node: Verdict.FAIL

    with pytest.raises(Owned, match="is not over"):
        none_open(fold(after(halted).entries))


def test_a_run_that_is_over_or_never_had_the_cluster_is_in_nobodys_way():
    none_open(fold(after(FakeCluster(plan=plan_of())).entries))
    none_open(RunState(run="r0"))
    none_open(None)
