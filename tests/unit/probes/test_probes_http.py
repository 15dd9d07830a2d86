"""What the HTTP probes and the four-letter words read out of good answers, recorded ones among them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.probes import (
    agent_metrics,
    exhibitor_status,
    marathon_apps,
    marathon_deployments,
    marathon_info,
    marathon_leader,
    marathon_queue,
    mesos_master_version,
    mesos_metrics,
    mesos_redirect,
    mesos_slaves,
    mesos_state,
    zookeeper_mntr,
    zookeeper_srvr,
)

CASES = Path(__file__).resolve().parents[2] / "cases" / "probes"
VERSIONS = ("1.4.3", "1.9.0")


def recorded(name: str) -> Answer:
    return http((CASES / name).read_bytes())


def http(body: bytes | object, status: int = 200, **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(
        body=content, status=status, source="http://x/", time=datetime(2018, 7, 10, tzinfo=UTC), headers=headers
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_state_holds_agents_frameworks_and_tasks(version: str) -> None:
    state = mesos_state.parse(recorded(f"mesos-{version}-state-after-an-agent-died.json"))

    assert state.version == version
    assert len(state.slaves) == 5
    assert {agent.address for agent in state.slaves} >= {"127.0.1.1", "127.0.2.1"}
    assert "spark" in {framework.name for framework in state.frameworks}
    assert all(task.running and task.agent and task.framework for task in state.tasks())


def test_unreachable_tasks_are_apart_from_those_that_run() -> None:
    state = mesos_state.parse(recorded("mesos-1.4.3-state-after-an-agent-died.json"))

    assert [task.id for task in state.unreachable()] == ["web2.6c73e5327-8"]
    assert "web2.6c73e5327-8" not in {task.id for task in state.tasks()}


@pytest.mark.parametrize("version", VERSIONS)
def test_after_an_election_agents_are_only_remembered(version: str) -> None:
    seen = mesos_slaves.parse(recorded(f"mesos-{version}-slaves-after-the-leader-restarted.json"))

    assert seen.slaves == ()
    assert seen.recovered_slaves is not None
    assert len(seen.recovered_slaves) == 6


@pytest.mark.parametrize("version", VERSIONS)
def test_agent_that_came_back_has_the_time_of_it(version: str) -> None:
    seen = mesos_slaves.parse(recorded(f"mesos-{version}-slaves-after-an-agent-came-back.json"))

    back = seen.at("127.0.1.5")[0]

    assert back.active is True
    assert back.version == version
    assert back.reregistered_time == back.last_registered


@pytest.mark.parametrize("version", VERSIONS)
def test_metrics_tell_leader_and_standby_apart(version: str) -> None:
    leader = mesos_metrics.parse(recorded(f"mesos-{version}-metrics-leader.json"))
    standby = mesos_metrics.parse(recorded(f"mesos-{version}-metrics-standby.json"))

    assert (leader.elected, standby.elected) == (1.0, 0.0)
    assert leader.slaves_active == 6.0
    assert standby.registrar_log_recovered == 1.0


def test_metric_that_is_not_there_is_none_and_not_zero() -> None:
    metrics = mesos_metrics.parse(http({"master/elected": 0, "master/uptime_secs": 3}))

    assert metrics.registrar_log_recovered is None
    assert metrics.uptime_secs == 3.0


@pytest.mark.parametrize("version", VERSIONS)
def test_agent_metrics_are_read_although_a_master_s_are_beside_them(version: str) -> None:
    metrics = agent_metrics.parse(recorded(f"mesos-{version}-metrics-agent.json"))

    assert metrics.registered == 1.0
    assert metrics.uptime_secs is not None


@pytest.mark.parametrize(
    ("pid", "hostname", "address"),
    [
        ("slave(1)@10.0.0.1:5051", "host.example", "10.0.0.1"),
        ("slave(1)@[2001:db8::1]:5051", "", "2001:db8::1"),
        (None, "10.0.0.9", "10.0.0.9"),
    ],
)
def test_address_of_an_agent_is_where_it_listens(pid: str | None, hostname: str, address: str) -> None:
    assert mesos_slaves.Agent(id="S0", pid=pid, hostname=hostname).address == address


def test_twice_the_same_agent_id_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="listed twice"):
        mesos_slaves.parse(http({"slaves": [{"id": "S0"}, {"id": "S0"}]}))


def test_state_from_a_master_that_does_not_lead_is_unreadable() -> None:
    body = {"id": "x", "version": "1.2.3", "slaves": [], "frameworks": []}

    with pytest.raises(Unreadable, match=r"says that master@10\.0\.1\.2:5050 leads"):
        mesos_state.parse(http({**body, "pid": "master@10.0.1.1:5050", "leader": "master@10.0.1.2:5050"}))


def test_summary_is_not_taken_for_the_state() -> None:
    summary = {"hostname": "x", "cluster": "c", "slaves": [], "frameworks": [{"id": "F0", "name": "marathon"}]}

    for parse in (mesos_state.parse, mesos_slaves.parse):
        with pytest.raises(Unreadable):
            parse(http(summary))


@pytest.mark.parametrize("location", ["//10.0.1.2:5050", "//10.0.1.2:5050/master/slaves", "http://10.0.1.2:5050/"])
def test_redirect_names_the_leader(location: str) -> None:
    assert mesos_redirect.parse(http(b"", 307, location=location)).address == "10.0.1.2"


@pytest.mark.parametrize(("status", "location"), [(503, ""), (307, ""), (307, "//"), (200, "//10.0.1.2:5050")])
def test_no_redirect_is_unreadable(status: int, location: str) -> None:
    with pytest.raises(Unreadable):
        mesos_redirect.parse(http(b"No leader elected", status, location=location))


def test_exhibitor_s_views_are_equal_in_any_order() -> None:
    one = {"code": 3, "description": "serving", "hostname": "10.0.1.1", "isLeader": False}
    two = {"code": 1.0, "description": "down", "hostname": "10.0.1.2", "isLeader": True}

    view = exhibitor_status.parse(http([two, one]))

    assert view == exhibitor_status.parse(http([one, two]))
    assert view.leaders == ("10.0.1.2",)
    assert [row.serving for row in view.rows] == [True, False]


def test_srvr_and_mntr_are_read() -> None:
    srvr = zookeeper_srvr.parse(http(b"Zookeeper version: 3.4.8-1, built on x\nZxid: 0x110a7a8f37\nMode: leader\n", 0))
    mntr = zookeeper_mntr.parse(
        http(b"zk_version\t3.4.8--1, built on 2016\nzk_server_state\tleader\nzk_synced_followers\t2\nzk_x\n", 0)
    )

    assert (srvr.mode, srvr.version, srvr.zxid) == ("leader", "3.4.8-1", "0x110a7a8f37")
    assert (mntr.server_state, mntr.synced_followers) == ("leader", 2.0)


def test_server_without_a_quorum_is_a_fact() -> None:
    answer = http(b"This ZooKeeper instance is not currently serving requests\n", 0)

    assert zookeeper_srvr.parse(answer).mode == "not serving"


def test_word_that_is_not_on_the_whitelist_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        zookeeper_srvr.parse(http(b"srvr is not executed because it is not in the whitelist.\n", 0))


def test_marathon_s_leader_is_a_host_and_no_leader_is_unreadable() -> None:
    assert marathon_leader.parse(http({"leader": "10.0.1.3:8080"})).address == "10.0.1.3"
    with pytest.raises(Unreadable, match="HTTP 404"):
        marathon_leader.parse(http({"message": "There is no leader"}, 404))


def test_info_of_a_marathon_that_is_not_registered_has_no_framework_id() -> None:
    fresh = {"name": "marathon", "version": "1.5.8", "frameworkId": None}

    assert marathon_info.parse(http(fresh)).framework_id is None
    with pytest.raises(Unreadable):
        marathon_info.parse(http({"version": "1.10.7", "dcos-image-commit": "abc"}))


def test_apps_keep_what_is_missing_apart_from_what_is_zero() -> None:
    body = {
        "apps": [
            {"id": "/b", "instances": 3, "tasksRunning": 0, "tasks": [], "constraints": [["hostname", "unique", ""]]},
            {"id": "/a", "instances": 1.0, "constraints": None},
        ]
    }

    first, second = marathon_apps.parse(http(body)).apps

    assert (first.id, first.tasks_running, first.tasks) == ("/a", None, None)
    assert (second.tasks_running, second.tasks) == (0.0, ())
    assert second.rules() == frozenset({("hostname", "UNIQUE")})


@pytest.mark.parametrize(
    ("container", "volumes"),
    [
        (None, 0),
        ({"type": "MESOS"}, 0),
        ({"volumes": [{"containerPath": "/t", "hostPath": "/t"}]}, 0),
        ({"volumes": [{"containerPath": "s", "persistent": {"size": 256}}, {"persistent": None}]}, 3),
        ({"volumes": "of another form"}, None),
    ],
)
def test_persistent_volumes_are_those_of_every_instance_and_unknown_in_another_form(
    container: object, volumes: int | None
) -> None:
    found = marathon_apps.parse(http({"apps": [{"id": "/db", "instances": 3, "container": container}]}))

    assert ([app.id for app in found.apps], found.persistent_volumes) == (["/db"], volumes)


def test_steps_of_deployments_may_have_either_shape() -> None:
    old = {"id": "d1", "affectedApps": ["/a"], "steps": [[{"action": "ScaleApplication", "app": "/a"}]]}
    new = {"id": "d2", "affectedApps": [], "affectedPods": ["/p"], "steps": [{"actions": []}]}

    found = marathon_deployments.parse(http([new, old])).deployments

    assert [(one.id, one.affects) for one in found] == [("d1", "/a"), ("d2", "/p")]


def test_queue_holds_apps_and_pods() -> None:
    body = {
        "queue": [
            {"pod": {"id": "/p"}, "count": 1, "delay": {"overdue": True, "timeLeftSeconds": 784}},
            {"app": {"id": "/a"}},
        ]
    }

    found = marathon_queue.parse(http(body)).waiting

    assert [(one.id, one.seconds) for one in found] == [("/a", None), ("/p", 784.0)]
    with pytest.raises(Unreadable):
        marathon_queue.parse(http({"queue": [{"count": 1}]}))


@pytest.mark.parametrize("said", ["1.2.3", "1.7.3", "1.11.0-dev"])
def test_the_mesos_that_runs_is_what_it_says(said: str) -> None:
    assert mesos_master_version.parse(http({"version": said, "git_sha": "5e79a584", "build_date": "x"})) == said


@pytest.mark.parametrize("body", [{}, {"version": ""}, {"version": "master"}, {"version": 1.9}, []])
def test_what_is_no_version_of_mesos_is_unreadable(body: object) -> None:
    with pytest.raises(Unreadable):
        mesos_master_version.parse(http(body))
