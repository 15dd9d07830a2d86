"""`worksheets` as its callers see it, on every way in which a snapshot is made."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from scenario.command import Caller, calling  # noqa: F401  # calling is the fixture "call"
from scenario.test_capture_from_files import answers

NOBODY = "http://127.0.0.1:1"
FORMS = ("html", "md", "csv", "xlsx", "json")


def rows(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file))


def test_saved_answers_fill_what_they_say_and_the_rest_is_unknown_with_its_reason(call: Caller, tmp_path: Path) -> None:
    call("capture", "--from-files", answers(tmp_path / "in"), "--out", "taken")

    called = call("worksheets", "taken", "--out", "sheets", "--output", "json")

    assert called.code == 0, called.err
    assert called.keys["schema"] == "dcos-upgrade/worksheets/1"
    assert all(Path(file).is_file() for file in called.keys["files"])
    state = {row[0]: row[1] for row in rows(tmp_path / "sheets" / "cluster-state.csv")}
    assert (state["Private agents"], state["Agents active"], state["Agents not active"]) == ("2", "1", "1")
    assert state["Leader of ZooKeeper"].startswith("unknown: ")


def test_services_alone_leave_what_only_a_node_says_unknown(call: Caller, tmp_path: Path) -> None:
    call("capture", "--mesos", NOBODY, "--out", "taken")

    called = call("worksheets", "taken", "--out", "sheets", "--output", "json")

    assert called.code == 0, called.err
    read = json.loads((tmp_path / "sheets" / "worksheets.json").read_text())
    nodes = next(
        table for sheet in read["worksheets"] for table in sheet["tables"] if table["title"] == "Versions of each node"
    )
    assert "without SSH" in nodes["rows"][0][2]["unknown"]
    assert {sheet["id"]: sheet["unknown"] for sheet in called.keys["worksheets"]}["node-rack"] > 0


@pytest.mark.parametrize("form", FORMS)
def test_each_form_can_be_had_alone_and_again(call: Caller, tmp_path: Path, form: str) -> None:
    call("capture", "--from-files", answers(tmp_path / "in"), "--out", "taken")

    first, second = (
        call("worksheets", "taken", "--out", "sheets", "--format", form, "--output", "json") for _ in range(2)
    )

    assert (first.code, second.code) == (0, 0)
    assert first.keys["files"] == second.keys["files"]


def test_a_directory_with_files_of_somebody_else_is_refused(call: Caller, tmp_path: Path) -> None:
    taken = answers(tmp_path / "in")
    call("capture", "--from-files", taken, "--out", "taken")

    called = call("worksheets", "taken", "--out", taken)

    assert called.code == 3
    assert "left as it is" in called.err


def test_a_form_that_there_is_not_is_a_wrong_call(call: Caller) -> None:
    assert call("worksheets", "taken", "--out", "sheets", "--format", "pdf").code == 64
    assert call("worksheets", "taken").code == 64
