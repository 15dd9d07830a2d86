"""The init verb: which file it writes, what it refuses, and that a stranger's words stay words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from scenario.command import Caller, calling  # noqa: F401  # calling is the fixture "call"

from dcos_upgrade.adapters.cluster_file import read_cluster_file
from dcos_upgrade.adapters.cluster_text import cluster_document, cluster_text
from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.usecases.discovering import Discovery, ListedNode

INVENTORY = "[masters]\nm1 ansible_host=10.0.1.1\n[agents_private]\na[1:2] ansible_user=core\n[bootstraps]\nboot\n"


@pytest.fixture
def inventory(call: Caller) -> str:
    return call.file("hosts.ini", INVENTORY)


def test_an_inventory_alone_becomes_a_cluster_file_that_can_be_read(call: Caller, inventory: str):
    called = call("init", "--inventory", inventory, "--name", "blue", "--out", "made.yaml", "--output", "json")

    assert called.code == 0, called.err
    assert called.keys["schema"] == "dcos-upgrade/init/1"
    assert [(node["id"], node["role"]) for node in called.keys["nodes"]] == [
        ("a1", "private_agent"),
        ("a2", "private_agent"),
        ("m1", "master"),
    ]
    made = read_cluster_file(Path("made.yaml"))
    assert made.name == "blue"
    assert made.ssh.for_node(made.inventory.agents[0]).user == "core"


def test_flags_and_settings_are_in_the_file_and_flags_count_first(call: Caller, inventory: str):
    settings = call.file("settings.yaml", "ssh: {user: admin, port: 2222}\npolicy: {connect_timeout: 5}\n")

    call("init", "--inventory", inventory, "--settings", settings, "--ssh-user", "root", "--out", "made.yaml")

    document = yaml.safe_load(Path("made.yaml").read_text())
    assert document["ssh"] == {"user": "root", "port": 2222}
    assert document["policy"] == {"connect_timeout": 5}


def test_a_file_that_is_there_is_kept(call: Caller, inventory: str):
    out = call.file("cluster.yaml", "mine\n")

    assert call("init", "--inventory", inventory, "--out", out).code == 3
    assert Path(out).read_text() == "mine\n"


def test_wrong_calls_are_told_and_leave_nothing(call: Caller, inventory: str):
    nodes = call.file("nodes.yaml", "masters: [m9]\n")
    none = call.file("none.ini", "[web]\nw1\n")

    assert call("init").code == 64
    assert call("init", "--inventory", "nowhere.ini").code == 64
    assert call("init", "--inventory", inventory, "--settings", nodes).code == 64
    assert call("init", "--inventory", none).code == 8
    assert not Path("cluster.yaml").exists()


def test_a_setting_that_is_none_is_refused_as_in_a_cluster_file(call: Caller, inventory: str):
    settings = call.file("settings.yaml", "shh: {}\n")

    called = call("init", "--inventory", inventory, "--settings", settings)

    assert called.code == 1 and "shh" in called.err
    assert not Path("cluster.yaml").exists()


def test_a_master_that_does_not_answer_leaves_no_file(call: Caller):
    settings = call.file("settings.yaml", "policy: {connect_timeout: 0.2, request_timeout: 0.2}\n")

    called = call("init", "--master", "127.0.0.99", "--settings", settings, "--known-hosts", "known_hosts")

    assert called.code == 8 and "nobody answered" in called.err
    assert not Path("cluster.yaml").exists()


def test_what_a_stranger_said_stays_within_its_comment():
    node = ListedNode(node=Node(id=NodeId("m1"), address="10.0.1.1", role=Role.MASTER))
    hostile = "evil\nmasters: [10.6.6.6]\x1b[2J\u2028" + "x" * 1000
    found = Discovery(name="n", release="", cluster_id="", nodes=(node,), notes=(hostile,), unknown=(hostile,))

    text = cluster_text(cluster_document(found, {}), found, made="made")

    assert yaml.safe_load(text)["masters"] == [{"id": "m1", "address": "10.0.1.1"}]
    assert "\x1b" not in text and max(map(len, text.splitlines())) < 400
