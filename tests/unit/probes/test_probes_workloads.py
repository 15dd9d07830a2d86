"""Groups, pods and jobs as Marathon and Metronome answer them, odd ones among them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer, HttpGet
from dcos_upgrade.probes import marathon_apps, marathon_groups, marathon_pods, mesos_slaves, metronome_jobs
from dcos_upgrade.probes.marathon_groups import Group
from dcos_upgrade.probes.metronome_jobs import JobRun, JobSchedule


def http(body: object) -> Answer:
    content = json.dumps(body).encode()
    return Answer(body=content, status=200, source="http://x/", time=datetime(2018, 7, 10, tzinfo=UTC))


def group(name: str, *inner: dict[str, Any], needs: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"id": name, "groups": list(inner), "dependencies": list(needs), "version": "2018-07-01T00:00:00.000Z"}


# --- groups


def test_groups_are_told_with_what_they_wait_for():
    tree = group("/", group("/db"), group("/shop", group("/shop/web", needs=("/shop/api", "/db")), group("/shop/api")))

    found = marathon_groups.parse(http(tree))

    assert [each.id for each in found.groups] == ["/", "/db", "/shop", "/shop/api", "/shop/web"]
    assert found.group("/shop/web") == Group(id="/shop/web", dependencies=("/db", "/shop/api"))


def test_apps_and_pods_in_the_answer_do_not_disturb_and_null_is_no_dependency():
    tree = {**group("/"), "apps": [{"id": "/a"}], "pods": [], "dependencies": None}

    assert marathon_groups.parse(http(tree)).groups == (Group(id="/"),)


def test_a_group_that_is_listed_twice_is_unreadable():
    with pytest.raises(Unreadable, match="/db is listed twice"):
        marathon_groups.parse(http(group("/", group("/db"), group("/db"))))


def test_groups_within_groups_without_an_end_are_unreadable():
    body = b'{"id":"/","groups":[' * 5000

    with pytest.raises(Unreadable):
        marathon_groups.parse(Answer(body=body, status=200, source="x", time=datetime(2018, 7, 10, tzinfo=UTC)))


# --- pods

RULE = {"fieldName": "rack", "operator": "unique"}
POD = {
    "id": "/p",
    "status": "STABLE",
    "statusSince": "2018-07-01T00:00:00.000Z",
    "spec": {
        "id": "/p",
        "scaling": {"kind": "fixed", "instances": 2},
        "scheduling": {
            "placement": {"constraints": [RULE, {"fieldName": "os", "operator": "LIKE", "value": "rhel.*"}]}
        },
        "containers": [
            {
                "name": "web",
                "image": {"kind": "DOCKER", "id": "nginx:1"},
                "endpoints": [{"name": "h", "hostPort": 8000}],
            },
            {"name": "side", "endpoints": [{"name": "any", "hostPort": 0}]},
        ],
    },
    "instances": [
        {
            "id": "p.instance-1",
            "status": "STABLE",
            "agentHostname": "10.0.2.1",
            "containers": [{"name": "web", "status": "TASK_RUNNING"}, {"name": "side", "status": "TASK_RUNNING"}],
        }
    ],
}


def test_a_pod_is_told_with_its_rules_ports_images_and_instances():
    pod = marathon_pods.parse(http([POD])).pod("/p")

    assert pod is not None
    assert (pod.status, pod.wanted, pod.images, pod.ports) == ("STABLE", 2, ("nginx:1",), (8000,))
    assert pod.constraints == (("rack", "UNIQUE"), ("os", "LIKE", "rhel.*"))
    assert [(each.id, each.host, each.agent) for each in pod.instances] == [("p.instance-1", "10.0.2.1", None)]
    assert [each.status for each in pod.instances[0].containers] == ["TASK_RUNNING", "TASK_RUNNING"]


def test_a_pod_that_is_stopped_has_no_instances_and_no_pods_are_an_answer():
    stopped = {"id": "/p", "status": "TERMINAL", "spec": {"scaling": {"instances": 0}}, "instances": None}

    assert marathon_pods.parse(http([stopped])).pods[0].instances == ()
    assert marathon_pods.parse(http([])).pods == ()


def test_a_pod_that_is_listed_twice_is_unreadable():
    with pytest.raises(Unreadable, match="/p is listed twice"):
        marathon_pods.parse(http([POD, POD]))


# --- jobs

JOB = {
    "id": "report",
    "labels": {},
    "dependencies": [{"id": "import"}],
    "run": {
        "cpus": 0.5,
        "mem": 64,
        "docker": {"image": "report:3"},
        "placement": {"constraints": [{"attribute": "hostname", "operator": "like", "value": "10.*"}]},
    },
    "schedules": [{"id": "nightly", "cron": "0 3 * * *", "timezone": "UTC", "enabled": True, "nextRunAt": "x"}],
    "activeRuns": [{"id": "20180710", "jobId": "report", "status": "ACTIVE", "tasks": []}],
}


def test_a_job_is_told_with_its_schedules_and_what_runs():
    job = metronome_jobs.parse(http([JOB])).job("report")

    assert job is not None
    assert (job.cpus, job.mem, job.image) == (0.5, 64, "report:3")
    assert (job.constraints, job.dependencies) == ((("hostname", "LIKE", "10.*"),), ("import",))
    assert job.schedules == (JobSchedule(id="nightly", cron="0 3 * * *", timezone="UTC", enabled=True),)
    assert job.runs == (JobRun(id="20180710", status="ACTIVE"),)


def test_what_the_answer_of_jobs_does_not_hold_is_none_and_not_empty():
    job = metronome_jobs.parse(http([{"id": "a", "run": {"ucr": {"image": {"id": "b:1"}}}}])).jobs[0]

    assert (job.image, job.schedules, job.runs) == ("b:1", None, None)
    assert metronome_jobs.parse(http([])).jobs == ()


def test_a_job_that_is_listed_twice_is_unreadable():
    with pytest.raises(Unreadable, match="report is listed twice"):
        metronome_jobs.parse(http([JOB, JOB]))


# --- resources and ports


def test_an_agent_says_what_is_reserved_for_whom():
    row = {"id": "S0", "reserved_resources": {"db": {"cpus": 2.5, "mem": 64, "ports": "[1-2]", "licences": 3}}}

    agent = mesos_slaves.parse(http({"slaves": [row], "recovered_slaves": []})).slaves[0]

    reserved = agent.reserved_resources["db"]
    assert (reserved.cpus, reserved.mem, reserved.ports, reserved.disk) == (2.5, 64, "[1-2]", None)
    assert agent.resources is None


def test_an_app_says_its_ports_wherever_its_marathon_writes_them():
    mapping = {"containerPort": 80, "hostPort": 0, "servicePort": 10001, "protocol": "tcp", "name": None}
    app = {
        "id": "/a",
        "instances": 1,
        "requirePorts": True,
        "dependencies": ["/db"],
        "portDefinitions": [{"port": 10068, "protocol": "tcp"}],
        "container": {"docker": {"image": "x", "portMappings": [mapping]}},
    }

    found = marathon_apps.parse(http({"apps": [app]})).apps[0]

    assert [(each.port, each.container_port, each.service_port) for each in found.ports()] == [
        (10068, None, None),
        (None, 80, 10001),
    ]
    assert (found.require_ports, found.dependencies) == (True, ("/db",))


@pytest.mark.parametrize("module", [marathon_groups, marathon_pods, metronome_jobs])
def test_what_the_cluster_has_is_asked_of_one_master_only(module: Any):
    question = module.PROBE.question

    assert isinstance(question, HttpGet)
    assert question.of_leader
