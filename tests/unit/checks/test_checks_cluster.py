"""Checks of the cluster as a whole: what turns each of them red."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from cluster_facts import (
    A1,
    A2,
    CLUSTER,
    M1,
    M2,
    M3,
    P1,
    Values,
    agent,
    healthy,
    key,
    rows,
    scene,
    slaves,
    state,
    task,
)

from dcos_upgrade import checks
from dcos_upgrade.core.check import judge
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.judgement import Judgement, Severity, Verdict, combine
from dcos_upgrade.probes import (
    exhibitor_status,
    marathon_deployments,
    marathon_info,
    marathon_leader,
    marathon_queue,
    mesos_metrics,
    mesos_slaves,
    mesos_state,
    zookeeper_mntr,
    zookeeper_srvr,
)
from dcos_upgrade.probes.exhibitor_status import ExhibitorStatus, Row
from dcos_upgrade.probes.marathon_deployments import Deployment, MarathonDeployments
from dcos_upgrade.probes.marathon_queue import MarathonQueue, Waiting
from dcos_upgrade.probes.mesos_slaves import MesosSlaves


def judgements(check_id: str, changes: Values, baseline: Values | None = None) -> dict[NodeId, Judgement]:
    """The worst judgement of each subject, with these facts changed in a healthy cluster."""
    look = scene(healthy() | changes, baseline=healthy() | (baseline or {}))
    order = [Verdict.PASS, Verdict.UNKNOWN, Verdict.FAIL]
    found = sorted(judge(checks.discover()[check_id], look), key=lambda one: order.index(one.verdict))
    return {judgement.subject: judgement for judgement in found}


def metrics(**changes: Any) -> mesos_metrics.MasterMetrics:
    values: dict[str, Any] = {"elected": 0.0, "uptime_secs": 90000.0, "registrar_log_recovered": 1.0}
    return mesos_metrics.MasterMetrics(**{**values, **changes})


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (rows(codes=(3, 1, 3)), "10.0.1.2 down"),
        (rows(codes=(3, 2, 3)), "10.0.1.2 2"),
        (ExhibitorStatus(rows=rows().rows[:2]), "lists 10.0.1.1, 10.0.1.2 and not"),
        (ExhibitorStatus(rows=(*rows().rows, rows().rows[2])), "lists"),
        (ExhibitorStatus(rows=()), "no server"),
        (  # a master that somebody adds in the middle of a run
            ExhibitorStatus(rows=(*rows().rows, Row(code=3, hostname="10.0.1.4", leader=False, description="serving"))),
            "lists 10.0.1.1, 10.0.1.2, 10.0.1.3, 10.0.1.4 and not the masters",
        ),
        (rows(leader=7), "0 leaders"),
        (ExhibitorStatus(rows=tuple(msgspec.structs.replace(row, leader=True) for row in rows().rows)), "3 leaders"),
    ],
)
def test_a_view_that_is_not_whole_fails(view: ExhibitorStatus, words: str) -> None:
    found = judgements("exhibitor-serving", {key(exhibitor_status.PROBE, "m3"): view})

    assert found[M3].verdict is Verdict.FAIL
    assert words in found[M3].summary


def test_views_that_name_different_leaders_fail_although_each_is_whole() -> None:
    found = judgements("exhibitor-serving", {key(exhibitor_status.PROBE, "m3"): rows(leader=1)})

    assert found[M3].verdict is Verdict.PASS
    assert found[CLUSTER].verdict is Verdict.FAIL


@pytest.mark.parametrize("mode", ["not serving", "observer", "standalone"])
def test_server_that_neither_leads_nor_follows_fails(mode: str) -> None:
    found = judgements("zookeeper-quorum", {key(zookeeper_srvr.PROBE, "m2"): zookeeper_srvr.Srvr(mode=mode)})

    assert found[M2].verdict is Verdict.FAIL


def test_two_leaders_of_zookeeper_fail() -> None:
    found = judgements("zookeeper-quorum", {key(zookeeper_srvr.PROBE, "m2"): zookeeper_srvr.Srvr(mode="leader")})

    assert found[CLUSTER].verdict is Verdict.FAIL


@pytest.mark.parametrize(("followers", "verdict"), [(1.0, Verdict.FAIL), (None, Verdict.UNKNOWN), (2.0, Verdict.PASS)])
def test_leader_must_have_all_followers_in_step(followers: float | None, verdict: Verdict) -> None:
    mntr = zookeeper_mntr.Mntr(server_state="leader", synced_followers=followers)

    found = judgements("zookeeper-quorum", {key(zookeeper_mntr.PROBE, "m1"): mntr})

    assert found[CLUSTER].verdict is verdict


@pytest.mark.parametrize(("recovered", "verdict"), [(0.0, Verdict.FAIL), (None, Verdict.UNKNOWN), (1.0, Verdict.PASS)])
def test_log_must_be_recovered_and_a_missing_metric_is_unknown(recovered: float | None, verdict: Verdict) -> None:
    found = judgements("replog-recovered", {key(mesos_metrics.PROBE, "m3"): metrics(registrar_log_recovered=recovered)})

    assert found[M3].verdict is verdict
    assert found[M1].verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("changed", "elected", "verdict"),
    [
        ("m2", 0.0, Verdict.FAIL),
        ("m1", 1.0, Verdict.FAIL),
        ("m2", None, Verdict.UNKNOWN),
        ("m1", None, Verdict.UNKNOWN),
    ],
)
def test_exactly_one_master_is_elected(changed: str, elected: float | None, verdict: Verdict) -> None:
    found = judgements("one-mesos-leader", {key(mesos_metrics.PROBE, changed): metrics(elected=elected)})

    assert found[CLUSTER].verdict is verdict


def test_empty_list_of_agents_is_never_green() -> None:
    found = judgements("agents-back", {key(mesos_slaves.PROBE): MesosSlaves(slaves=(), recovered_slaves=())})

    assert {found[node].verdict for node in (A1, A2, P1)} == {Verdict.FAIL}


def test_agents_that_are_only_remembered_fail() -> None:
    waiting = MesosSlaves(slaves=(agent(A1), agent(A2)), recovered_slaves=(agent(P1, pid=None, active=None),))

    found = judgements("agents-back", {key(mesos_slaves.PROBE): waiting})

    assert found[P1].verdict is Verdict.FAIL
    assert found[CLUSTER].verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("changes", "verdict", "words"),
    [
        ({"active": False}, Verdict.FAIL, "not active"),
        ({"active": None}, Verdict.UNKNOWN, "does not say"),
        ({"id": "S9"}, Verdict.FAIL, "is registered as S9; it was S0"),
        ({"id": "S9", "pid": "slave(1)@10.0.9.9:5051"}, Verdict.FAIL, "S0 is not in the leader's list"),
    ],
)
def test_agent_must_be_active_under_its_old_id(changes: dict[str, Any], verdict: Verdict, words: str) -> None:
    listed = slaves(agent(A1, **changes), agent(A2), agent(P1))

    found = judgements("agents-back", {key(mesos_slaves.PROBE): listed})

    assert found[A1].verdict is verdict
    assert words in found[A1].summary
    assert found[A2].verdict is Verdict.PASS


def test_old_agent_beside_a_new_one_at_its_address_fails() -> None:
    listed = slaves(agent(A1), agent(A1, id="S9"), agent(A2), agent(P1))

    found = judgements("agents-back", {key(mesos_slaves.PROBE): listed})

    assert found[A1].verdict is Verdict.FAIL


@pytest.mark.parametrize("frameworks", [(), (("connected", False),), (("active", False),)])
def test_framework_that_was_connected_must_be_connected(frameworks: tuple[tuple[str, bool], ...]) -> None:
    seen = state(task(1))
    kept = msgspec.structs.replace(seen.frameworks[0], **dict(frameworks))
    changed = msgspec.structs.replace(seen, frameworks=(kept,) if frameworks else ())

    found = judgements("frameworks-connected", {key(mesos_state.PROBE): changed})

    assert found[CLUSTER].verdict is Verdict.FAIL
    assert "marathon (F0)" in found[CLUSTER].summary


def test_baseline_without_frameworks_judges_nothing() -> None:
    nobody = {key(mesos_state.PROBE): state(frameworks=())}

    found = judgements("frameworks-connected", {}, baseline=nobody)

    assert found[CLUSTER].verdict is Verdict.UNKNOWN


def test_masters_that_name_different_marathon_leaders_fail() -> None:
    other = marathon_leader.MarathonLeader(address="10.0.1.1")

    found = judgements("marathon-leader", {key(marathon_leader.PROBE, "m2"): other})

    assert found[CLUSTER].verdict is Verdict.FAIL


def test_marathon_leader_must_be_a_master() -> None:
    elsewhere = marathon_leader.MarathonLeader(address="10.0.2.1")

    found = judgements("marathon-leader", {key(marathon_leader.PROBE, master): elsewhere for master in (M1, M2, M3)})

    assert found[M1].verdict is Verdict.FAIL
    assert "no master" in found[M1].summary


@pytest.mark.parametrize(("framework", "verdict"), [("F9", Verdict.FAIL), (None, Verdict.UNKNOWN)])
def test_marathon_keeps_its_framework_id(framework: str | None, verdict: Verdict) -> None:
    info = marathon_info.MarathonInfo(version="1.5.8", framework_id=framework)

    found = judgements("marathon-leader", {key(marathon_info.PROBE, "m1"): info})

    assert found[CLUSTER].verdict is verdict


def deployments(*names: str) -> MarathonDeployments:
    return MarathonDeployments(deployments=tuple(Deployment(id=name, affected_apps=("/web",)) for name in names))


def test_new_deployment_fails_and_an_old_one_does_not() -> None:
    old = {key(marathon_deployments.PROBE, "m1"): deployments("d1")}

    found = judgements(
        "no-new-deployments",
        {
            key(marathon_deployments.PROBE, "m1"): deployments("d1", "d2"),
            key(marathon_deployments.PROBE, "m2"): deployments("d1"),
        },
        baseline=old,
    )

    assert found[M1].verdict is Verdict.FAIL
    assert "/web (d2)" in found[M1].summary
    assert found[M2].verdict is Verdict.PASS


def test_queue_is_a_warning_that_blocks_nothing() -> None:
    waiting = MarathonQueue(waiting=(Waiting(id="/web", count=1.0),))

    found = judgements("marathon-queue", {key(marathon_queue.PROBE, "m1"): waiting})

    assert found[M1].verdict is Verdict.FAIL
    assert found[M1].severity is Severity.WARNING
    assert combine((found[M1],)) is Verdict.UNKNOWN
