"""Oddities of real answers: each row of tests/cases/quirks is read, refused or left aside for the right reason."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dcos_upgrade import probes
from dcos_upgrade.core.cluster import CLUSTER, Role
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.render.console.snapshot import snapshot_counts
from dcos_upgrade.saved.file import Status, verdict_on
from dcos_upgrade.usecases.saved_answers import SavedFile, snapshot_of

ROWS = tomllib.loads((Path(__file__).parents[2] / "cases" / "quirks" / "rows.toml").read_text())["row"]
NOW = datetime(2020, 1, 1, tzinfo=UTC)


def snapshot(*named: tuple[str, str]) -> Snapshot:
    files = [SavedFile(verdict=verdict_on(name, body.encode())) for name, body in named]
    return snapshot_of(files, probes.discover(), taken=NOW, cluster="files")


def expected(value: Any) -> Any:
    """TOML has no null; it is written as "unknown"."""
    return None if value == "unknown" else value


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_quirk_of_a_real_answer_has_its_verdict(row: dict[str, Any]) -> None:
    verdict = verdict_on(row["name"], row["body"].encode())

    assert (verdict.kind, verdict.status) == (row["kind"], Status(row.get("status", "read"))), verdict.reason
    assert row.get("reason", "") in verdict.reason


@pytest.mark.parametrize("row", [row for row in ROWS if "counts" in row], ids=lambda row: row["id"])
def test_what_a_quirk_counts(row: dict[str, Any]) -> None:
    counts = snapshot_counts(snapshot((row["name"], row["body"])))

    for name, wanted in row["counts"].items():
        found = counts[name]
        if isinstance(wanted, dict):
            assert {key: found.get(key) for key in wanted} == {key: expected(each) for key, each in wanted.items()}
        else:
            assert found == expected(wanted), name


@pytest.mark.parametrize("row", [row for row in ROWS if "nodes" in row], ids=lambda row: row["id"])
def test_whom_a_quirk_puts_into_the_inventory(row: dict[str, Any]) -> None:
    found = snapshot((row["name"], row["body"])).inventory

    assert [node.address for node in found.nodes] == row["nodes"]
    assert len({node.id for node in found.nodes}) == len(row["nodes"])


def test_a_public_agent_is_known_by_its_attribute_or_by_what_is_reserved() -> None:
    (row,) = (row for row in ROWS if "public" in row)

    found = snapshot((row["name"], row["body"])).inventory

    assert [node.address for node in found.of(Role.PUBLIC_AGENT)] == row["public"]


@pytest.mark.parametrize("row", [row for row in ROWS if "fact" in row], ids=lambda row: row["id"])
def test_a_value_of_a_quirk(row: dict[str, Any]) -> None:
    found = snapshot((row["name"], row["body"])).facts[row["fact"]["probe"], CLUSTER]

    assert getattr(found.value, row["fact"]["key"]) == expected(row["fact"]["value"])


def test_two_files_that_differ_are_unknown_by_their_names() -> None:
    one, two = ('{"slaves":[]}', '{"slaves":[{"id":"S0","active":true}]}')

    found = snapshot(("a.json", one), ("b.json", two))

    assert found.facts["mesos-slaves", CLUSTER].unknown == "2 files say different things: a.json, b.json"
    assert snapshot_counts(found)["agents"] is None


def test_the_same_answer_twice_is_one_answer() -> None:
    found = snapshot(("a.json", '{"slaves":[]}'), ("b.json", '{"slaves": []}'))

    assert found.facts["mesos-slaves", CLUSTER].known


def test_an_address_in_a_path_says_whose_metrics_they_are() -> None:
    status = '[{"code":3,"hostname":"10.0.0.1","isLeader":true},{"code":3,"hostname":"10.0.0.2","isLeader":false}]'
    metrics = '{"master/elected":0,"master/uptime_secs":7}'

    found = snapshot(("exhibitor.json", status), ("10.0.0.2_master/5050-metrics_snapshot.json", metrics))

    facts = {subject for (probe, subject), one in found.facts.items() if probe == "mesos-metrics" and one.known}
    assert facts == {"10.0.0.2"}
    assert found.facts["mesos-metrics", found.inventory.nodes[0].id].unknown == "no file holds an answer to it"


def test_metrics_of_nobody_in_particular_are_not_those_of_every_master() -> None:
    status = '[{"code":3,"hostname":"10.0.0.1","isLeader":true}]'

    found = snapshot(("exhibitor.json", status), ("metrics", '{"master/elected":0,"master/uptime_secs":7}'))

    assert "not whose" in found.facts["mesos-metrics", found.inventory.nodes[0].id].unknown


def test_every_fact_that_a_file_makes_can_be_stored_and_read_again() -> None:
    from dcos_upgrade.core.snapshot_codec import decode, encode

    for row in ROWS:
        found = snapshot((row["name"], row["body"]))

        again = decode(encode(found), probes.known())

        assert msgspec.json.encode(snapshot_counts(again)) == msgspec.json.encode(snapshot_counts(found)), row["id"]
