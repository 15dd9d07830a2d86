from __future__ import annotations

import socket
from pathlib import Path

import pytest
import yaml

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.error import Refused, Unreachable, Usage
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.lab import control, layout
from dcos_upgrade.lab.channel import as_error, ask, from_error
from dcos_upgrade.lab.contract import LabSpec


def test_the_default_lab_has_two_racks_and_short_names() -> None:
    inventory = layout.inventory(layout.Size.parse("3+2+1"), "127.20.30")

    assert [node.id for node in inventory.nodes] == ["m1", "m2", "m3", "a1", "a2", "p1"]
    assert {node.rack for node in inventory.nodes} == {"rack-1", "rack-2"}
    assert {node.id: node.address for node in inventory.of(Role.PUBLIC_AGENT)} == {"p1": "127.20.30.201"}


def test_the_largest_lab_gives_no_address_twice() -> None:
    inventory = layout.inventory(layout.Size.parse("9+180+50"), "127.20.30")

    addresses = {node.address for node in inventory.nodes}
    assert len(addresses) == 239
    assert all(int(address.rpartition(".")[2]) <= 254 for address in addresses)


@pytest.mark.parametrize("text", ["3", "3+2", "2+1+1", "0+1+1", "3+2+1+1", "three", "11+0+0", "1+181+0"])
def test_a_size_that_cannot_be_built_is_wrong_usage(text: str) -> None:
    with pytest.raises(Usage):
        layout.Size.parse(text)


@pytest.mark.parametrize("text", ["10.0.0.0/24", "127.1.2.0", "127.1.0/24"])
def test_only_a_loopback_zone_will_do(text: str) -> None:
    with pytest.raises(Usage):
        layout.find_zone(text)


def test_a_zone_in_which_somebody_listens_is_refused() -> None:
    zone = layout.find_zone(None, seed=77)
    with socket.socket() as taken:
        taken.bind((f"{zone}.11", 5050))
        taken.listen()

        with pytest.raises(Refused):
            layout.find_zone(f"{zone}.0/24")
        assert layout.find_zone(None, seed=77) != zone


def test_the_cluster_file_names_every_node_and_only_known_policies(tmp_path: Path) -> None:
    inventory = layout.inventory(layout.Size.parse("3+2+1"), "127.20.30")
    spec = LabSpec(
        inventory=inventory, zone="127.20.30", release="1.9.4", root=tmp_path, bootstrap_address="127.20.30.2"
    )

    text = layout.cluster_file(
        spec, ssh=layout.as_root(tmp_path / "key", tmp_path / "known"), script_url="http://b/{from}-{to}"
    )

    document = yaml.safe_load(text)
    assert [node["id"] for node in document["masters"]] == ["m1", "m2", "m3"]
    assert document["ssh"]["known_hosts"] == str(tmp_path / "known")
    assert set(document["policy"]) <= set(Pacing.__struct_fields__)


@pytest.mark.parametrize("factor", [0.01, 0.02, 0.1, 1.0])
def test_looks_are_further_apart_than_exhibitors_cycle(factor: float) -> None:
    assert layout.pacing(factor)["look_interval"] > 30.0 * factor


def test_without_a_lab_questions_are_refused_and_an_end_is_nothing_to_do(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        control.status(tmp_path)
    with pytest.raises(Refused):
        control.fault_set(tmp_path, "no-answer", "m1")
    assert control.down(tmp_path) is False


def test_a_socket_without_a_lab_behind_it_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "lab").mkdir()
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "lab" / "control.sock"))

    with pytest.raises(Unreachable):
        ask(tmp_path, {"do": "status"})


@pytest.mark.parametrize("release", ["1.7.0", "9.9.9", "newest"])
def test_a_release_that_cannot_be_installed_is_wrong_usage(tmp_path: Path, release: str) -> None:
    with pytest.raises(Usage):
        control.up(tmp_path, release=release)


def test_an_error_comes_through_the_channel_whole() -> None:
    error = Usage("wrong", where="here", evidence="because", next_command="try this")

    back = as_error(from_error(error))

    assert isinstance(back, Usage)
    assert (back.what, back.where, back.evidence, back.next_command) == ("wrong", "here", "because", "try this")


def test_two_labs_that_are_up_at_once_are_two_clusters():
    assert layout.cluster_id("127.1.1") == layout.cluster_id("127.1.1") != layout.cluster_id("127.1.2")
