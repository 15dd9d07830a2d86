"""What Mesos says besides agents and tasks: roles, quotas, maintenance, flags, containers, health, its machine and its files."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.probes import (
    agent_containers,
    agent_flags,
    mesos_files,
    mesos_flags,
    mesos_health,
    mesos_maintenance,
    mesos_quota,
    mesos_roles,
    mesos_system,
)
from dcos_upgrade.probes.mesos_quota import Quota

CASES = Path(__file__).resolve().parents[2] / "cases" / "probes" / "endpoints"
VERSIONS = ("1.4.3", "1.9.0")


def recorded(version: str, name: str) -> Answer:
    return http((CASES / f"{version}-{name}.json").read_bytes())


def http(body: object, status: int = 200) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(body=content, status=status, source="http://x/", time=datetime(2018, 7, 10, tzinfo=UTC))


@pytest.mark.parametrize("version", VERSIONS)
def test_roles_of_a_real_master(version: str):
    found = mesos_roles.parse(recorded(version, "roles")).roles

    assert [role.name for role in found] == ["*", "kafka-role", "slave_public"]
    assert {role.weight for role in found} == {1.0}
    assert all(role.frameworks and role.resources and role.resources.cpus for role in found)


def test_a_role_of_which_only_the_name_is_told():
    assert mesos_roles.parse(http({"roles": [{"name": "db"}]})).roles[0].frameworks is None


def test_a_role_that_is_listed_twice_is_unreadable():
    with pytest.raises(Unreadable, match="db is listed twice"):
        mesos_roles.parse(http({"roles": [{"name": "db"}, {"name": "db"}]}))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_real_master_without_quotas_and_maintenance_says_nothing(version: str):
    assert mesos_quota.parse(recorded(version, "quota")).quotas == ()
    assert mesos_maintenance.parse(recorded(version, "maintenance_status")) == mesos_maintenance.MesosMaintenance()


OLD = {"infos": [{"role": "db", "guarantee": [{"name": "cpus", "type": "SCALAR", "scalar": {"value": 4}}]}]}
NEW = {"configs": [{"role": "db", "guarantees": {"cpus": {"value": 4}}, "limits": {"mem": {"value": 8}}}]}


@pytest.mark.parametrize(
    ("body", "quota"),
    [
        (OLD, Quota(role="db", guarantees={"cpus": 4})),
        (NEW, Quota(role="db", guarantees={"cpus": 4}, limits={"mem": 8})),
        (OLD | NEW, Quota(role="db", guarantees={"cpus": 4}, limits={"mem": 8})),
    ],
)
def test_a_quota_in_the_form_of_its_version(body: dict[str, Any], quota: Quota):
    assert mesos_quota.parse(http(body)).quotas == (quota,)


def test_machines_that_drain_and_that_are_down():
    body = {
        "draining_machines": [{"id": {"hostname": "b", "ip": "10.0.0.2"}, "statuses": []}],
        "down_machines": [{"hostname": "a"}],
    }

    found = mesos_maintenance.parse(http(body))

    assert ([str(each) for each in found.draining], [str(each) for each in found.down]) == (["10.0.0.2"], ["a"])


@pytest.mark.parametrize("probe", [mesos_quota, mesos_maintenance])
def test_an_answer_to_something_else_does_not_say_that_nothing_is_set(probe: Any):
    with pytest.raises(Unreadable):
        probe.parse(http({"slaves": []}))


@pytest.mark.parametrize("version", VERSIONS)
def test_flags_of_a_real_master_and_a_real_agent(version: str):
    master, agent = (mesos_flags.parse(recorded(version, name)) for name in ("flags", "agent_flags"))

    assert (master.flags["logging_level"], master.logs_less) == ("INFO", False)
    assert agent.flags["attributes"] == "rack:r1;zone:z2"
    assert agent_flags.PROBE.parse is mesos_flags.parse


@pytest.mark.parametrize(
    ("flags", "less"),
    [
        ({"logging_level": "WARNING"}, True),
        ({"logging_level": "error"}, True),
        ({"logging_level": "INFO", "quiet": "true"}, True),
        ({"logging_level": "INFO", "quiet": "false"}, False),
        ({"quorum": "2"}, None),
    ],
)
def test_whether_mesos_logs_less(flags: dict[str, str], less: bool | None):
    assert mesos_flags.parse(http({"flags": flags})).logs_less is less


def test_flags_that_may_hold_credentials_are_not_read_and_old_names_are_told_by_the_new():
    flags = {"zk": "zk://user:hush@m:2181/mesos", "credentials": "/etc/hush", "slave_ping_timeout": "15secs"}

    assert mesos_flags.parse(http({"flags": flags})).flags == {"agent_ping_timeout": "15secs"}


@pytest.mark.parametrize("version", VERSIONS)
def test_containers_of_a_real_agent(version: str):
    found = agent_containers.parse(recorded(version, "agent_containers")).containers

    assert len(found) == len({each.id for each in found}) > 0
    assert all(each.framework and each.executor for each in found)


def test_containers_in_any_order_are_the_same_and_none_is_an_answer():
    rows = [{"container_id": name, "executor_id": name, "framework_id": "F0", "source": name} for name in "ab"]

    assert agent_containers.parse(http(rows)) == agent_containers.parse(http(rows[::-1]))
    assert agent_containers.parse(http([])).containers == ()


def test_a_healthy_master_says_nothing_and_a_page_of_words_is_another_programs():
    assert mesos_health.parse(http(b"")) is True
    with pytest.raises(Unreadable):
        mesos_health.parse(http(b"<html>Welcome</html>"))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_machine_of_a_real_master(version: str):
    found = mesos_system.parse(recorded(version, "system_stats"))

    assert (found.cpus, found.memory_total) == (2, 25276502016)


def test_files_that_may_be_read():
    assert mesos_files.parse(http({"/master/log": "/var/log/m.log"})).files == {"/master/log": "/var/log/m.log"}
    assert mesos_files.parse(http({})).files == {}
    with pytest.raises(Unreadable):
        mesos_files.parse(http({"leader": "10.0.0.1:8080"}))
