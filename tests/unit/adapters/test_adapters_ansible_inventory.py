"""An Ansible inventory read as it is written: groups, ranges, children, variables; what cannot be read is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcos_upgrade.adapters.ansible_groups import Groups
from dcos_upgrade.adapters.ansible_inventory import read_ansible_inventory
from dcos_upgrade.adapters.ansible_ranges import hosts_of
from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.error import Unreadable, Usage

INI = """\
# the cluster in the cellar
[bootstraps]
boot ansible_host=10.0.0.9

[masters]
m1 ansible_host=10.0.1.1 ansible_port=2222   # the first
m[2:3].example
10.0.1.4:2200

[agents_private]
a[01:03].example rack="row 1"

[agents_public]
p1 ansible_host="{{ lookup('env', 'P1') }}" ansible_user=front

[agents:children]
agents_private
agents_public

[agents:vars]
ansible_user=core

[all:vars]
ansible_user = 'admin'
ansible_ssh_private_key_file=~/.ssh/dcos
"""

YAML = """\
all:
  vars: {ansible_user: admin}
  children:
    masters:
      hosts:
        m1: {ansible_host: 10.0.1.1}
        "m[2:3].example":
    agents:
      vars: {ansible_user: core}
      children:
        agents_private: {hosts: {a1: {ansible_port: 2222, rack: 7}}}
        agents_public: {hosts: [p1]}
      hosts:
    bootstraps: {hosts: {boot: {ansible_become_password: !vault "36"}}}
"""


def read(tmp_path: Path, text: str, name: str = "hosts.ini") -> Groups:
    path = tmp_path / name
    path.write_text(text)
    return read_ansible_inventory(path)


def test_ini_gives_nodes_with_roles_addresses_racks_and_ways_in(tmp_path: Path):
    nodes = {each.node.id: each for each in read(tmp_path, INI).nodes()}

    assert [(each, nodes[each].node.role) for each in nodes] == [
        ("m1", Role.MASTER),
        ("m2.example", Role.MASTER),
        ("m3.example", Role.MASTER),
        ("10.0.1.4", Role.MASTER),
        ("a01.example", Role.PRIVATE_AGENT),
        ("a02.example", Role.PRIVATE_AGENT),
        ("a03.example", Role.PRIVATE_AGENT),
        ("p1", Role.PUBLIC_AGENT),
    ]
    assert nodes["m1"].node.address == "10.0.1.1"
    assert dict(nodes["m1"].ssh) == {"user": "admin", "port": 2222, "identity": "~/.ssh/dcos"}
    assert nodes["10.0.1.4"].ssh["port"] == 2200
    assert (nodes["a01.example"].node.rack, nodes["a01.example"].ssh["user"]) == ("row 1", "core")
    assert nodes["p1"].ssh["user"] == "front"


def test_yaml_gives_the_same(tmp_path: Path):
    groups = read(tmp_path, YAML, "hosts.yaml")
    nodes = {each.node.id: each for each in groups.nodes()}

    assert list(nodes) == ["m1", "m2.example", "m3.example", "a1", "p1"]
    assert (nodes["m1"].node.address, dict(nodes["m1"].ssh)) == ("10.0.1.1", {"user": "admin"})
    assert (nodes["a1"].node.rack, dict(nodes["a1"].ssh)) == ("7", {"user": "core", "port": 2222})
    assert groups.bootstrap() == ("boot",)


def test_a_template_is_left_out_and_said(tmp_path: Path):
    groups = read(tmp_path, INI)

    assert {each.node.id: each.node.address for each in groups.nodes()}["p1"] == "p1"
    assert "p1: ansible_host is a template or encrypted, and is left out" in tuple(groups.problems())


@pytest.mark.parametrize("name", ["masters", "dcos-masters", "Master"])
def test_groups_are_known_by_the_names_that_sites_give(tmp_path: Path, name: str):
    assert [each.node.role for each in read(tmp_path, f"[{name}]\nm1\n").nodes()] == [Role.MASTER]


def test_a_host_of_two_roles_and_an_inventory_of_something_else_are_said(tmp_path: Path):
    both = read(tmp_path, "[masters]\nx1\n[agents_private]\nx1\n")
    other = read(tmp_path, "[web]\nw1\n")

    assert [each.node.role for each in both.nodes()] == [Role.MASTER]
    assert any(problem.startswith("x1 is in groups of master and private_agent") for problem in both.problems())
    assert next(other.problems()).endswith("there are: web")


@pytest.mark.parametrize(
    ("pattern", "hosts"),
    [
        ("plain", ["plain"]),
        ("a[1:3]", ["a1", "a2", "a3"]),
        ("a[08:10].x", ["a08.x", "a09.x", "a10.x"]),
        ("[a:c]-[1:2]", ["a-1", "a-2", "b-1", "b-2", "c-1", "c-2"]),
        ("a[1:5:2]", ["a1", "a3", "a5"]),
        ("[2001:db8::1]", ["[2001:db8::1]"]),
    ],
)
def test_ranges_count_both_ends(pattern: str, hosts: list[str]):
    assert list(hosts_of(pattern)) == hosts


@pytest.mark.parametrize(
    "text",
    [
        "#!/usr/bin/env python3\nprint(1)\n",
        "$ANSIBLE_VAULT;1.1;AES256\n6162\n",
        "[masters\nm1\n",
        "[masters]\nm1 nonsense\n",
        '[masters]\nm1 a="b\n',
        "[masters]\na[1:z]\n",
        "[masters]\na[1:999999]\n",
        "all: [1, 2\n",
        "- a\n- list\n",
    ],
)
def test_what_is_no_inventory_is_unreadable_and_nothing_is_run(tmp_path: Path, text: str):
    name = "hosts.yaml" if text.startswith(("all", "-")) else "hosts"

    with pytest.raises(Unreadable):
        read(tmp_path, text, name).nodes()


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path):
    with pytest.raises(Usage):
        read_ansible_inventory(tmp_path / "nowhere")


def test_ten_thousand_hosts_are_read(tmp_path: Path):
    groups = read(
        tmp_path, "[masters]\nm[1:5]\n[agents_private]\na[00001:10000].example\n[all:vars]\nansible_user=core\n"
    )

    nodes = groups.nodes()

    assert len(nodes) == 10_005
    assert not list(groups.problems())
