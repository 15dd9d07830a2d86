"""Clusters whose services are not open to everybody: ports that only the nodes reach, and TLS with a login for everything."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import Site

from dcos_upgrade.lab.secrets import LOGIN_PASSWORD

pytestmark = pytest.mark.wire


def evidence(folder: Path) -> str:
    return b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file()).decode("utf-8", "replace")


def test_ports_that_only_the_nodes_reach_are_asked_over_ssh(site_of: Callable[..., Site], tmp_path: Path):
    site = site_of("1.11.2", "1+1+0", options=("--services", "inside"))
    address = site.up["nodes"][0]["address"]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address, 5050), timeout=5)

    captured = site.call("capture", "--cluster", site.cluster_file, "--out", tmp_path / "before")

    assert (captured.exit, captured.json["unknown"]) == (0, [])
    sources = evidence(tmp_path / "before")
    assert f"http://{address}:5050/slaves (over SSH)" in sources
    assert f"zookeeper://{address}:2181/srvr (over SSH)" in sources


def test_a_strict_cluster_is_captured_by_a_service_account_and_by_a_user(
    site_of: Callable[..., Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    site = site_of("1.11.2", "1+1+0", options=("--services", "strict"))
    by_account = site.call("capture", "--cluster", site.cluster_file, "--out", tmp_path / "account")
    document = yaml.safe_load(Path(site.cluster_file).read_text())
    changed = tmp_path / "cluster.yaml"

    def capture(**credentials: str) -> object:
        changed.write_text(yaml.safe_dump(document | {"credentials": credentials}))
        return site.call("capture", "--cluster", changed, "--out", tmp_path / credentials["password"][4:])

    monkeypatch.setenv("RIGHT", LOGIN_PASSWORD)
    monkeypatch.setenv("WRONG", "not that one")
    by_user = capture(user="lab-admin", password="env:RIGHT")
    refused = capture(user="lab-admin", password="env:WRONG")

    assert (by_account.exit, by_account.json["unknown"]) == (0, [])
    assert (by_user.exit, by_user.json["unknown"]) == (0, [])  # type: ignore[attr-defined]
    reasons = json.dumps(refused.json["unknown"])  # type: ignore[attr-defined]
    assert "the cluster does not let lab-admin log in" in reasons
    written = evidence(tmp_path / "account") + evidence(tmp_path / "RIGHT") + reasons
    assert not [secret for secret in (LOGIN_PASSWORD, "not that one", "eyJ", "PRIVATE KEY") if secret in written]


@pytest.mark.full
def test_an_exhibitor_that_wants_a_certificate_is_asked_with_one_and_unknown_without(
    site_of: Callable[..., Site], tmp_path: Path
):
    site = site_of("2.0.6", "1+1+0", options=("--services", "strict"))
    document = yaml.safe_load(Path(site.cluster_file).read_text())
    del document["endpoints"]["exhibitor_tls"]
    changed = tmp_path / "cluster.yaml"
    changed.write_text(yaml.safe_dump(document))

    with_one = site.call("capture", "--cluster", site.cluster_file, "--out", tmp_path / "with")
    without = site.call("capture", "--cluster", changed, "--out", tmp_path / "without")

    assert (with_one.exit, with_one.json["unknown"]) == (0, [])
    reasons = {each["probe"]: each["reason"] for each in without.json["unknown"]}
    assert "exhibitor_tls" in reasons["exhibitor-status"]


@pytest.mark.full
@pytest.mark.parametrize(
    ("services", "source", "target", "on"),
    [("inside", "1.11.2", "1.11.3", "2018-07-24"), ("strict", "1.12.4", "1.13.9", "2020-06-01")],
)
def test_a_run_goes_to_its_end_where_services_are_not_open(
    site_of: Callable[..., Site], services: str, source: str, target: str, on: str
):
    """On the way to 1.13 every token becomes worthless."""
    site = site_of(source, "3+1+0", options=("--services", services))

    ended = site.call(*site.run_words(site.plan(target, on=on)), seconds=240)

    assert ended.exit == 0, ended.stderr
    assert set(site.releases().values()) == {target}
