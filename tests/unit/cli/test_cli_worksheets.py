"""The verb ``worksheets``: which files it writes, what it answers, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import cluster_facts as facts
import crowds
import msgspec
import pytest
from reported import plan

from dcos_upgrade.adapters.snapshot_directory import write_snapshot
from dcos_upgrade.cli.answer import answer
from dcos_upgrade.core.plan import Pacing, Plan, canonical
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.planning.digest import sealed


def written(tmp_path: Path, snapshot: Snapshot) -> str:
    write_snapshot(tmp_path / "taken", snapshot, pacing=Pacing(), tool_version="0", cluster_id="")
    return str(tmp_path / "taken")


def plan_file(tmp_path: Path, made: Plan) -> str:
    path = tmp_path / "plan.json"
    path.write_bytes(canonical(sealed(made)))
    return str(path)


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict]:
    code = answer(["worksheets", *arguments, "--output", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_every_form_is_written_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    snapshot = written(tmp_path, facts.snapshot(facts.healthy()))

    code, keys = call(capsys, snapshot, "--out", str(tmp_path / "out"))

    assert (code, keys["schema"]) == (0, "dcos-upgrade/worksheets/1")
    assert all(Path(file).is_file() for file in keys["files"])
    suffixes = {Path(file).suffix for file in keys["files"]}
    assert suffixes == {".html", ".md", ".csv", ".xlsx", ".json", ".svg"}


@pytest.mark.parametrize("form", ["html", "md", "csv", "xlsx", "json"])
def test_one_form_alone_and_the_diagram(tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str):
    snapshot = written(tmp_path, facts.snapshot(facts.healthy()))

    _, keys = call(capsys, snapshot, "--out", str(tmp_path / "out"), "--format", form)

    assert {Path(file).suffix for file in keys["files"]} == {f".{form}", ".svg"}


def test_plan_racks_and_cases_are_taken_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    snapshot = written(tmp_path, facts.snapshot(facts.healthy()))
    (tmp_path / "racks.yaml").write_text("left: [a1]\nright: [a2, p1]\n")
    given = (
        "--plan",
        plan_file(tmp_path, plan()),
        "--racks",
        str(tmp_path / "racks.yaml"),
        "--support-case",
        "12345: slow",
    )

    code, keys = call(capsys, snapshot, *given, "--format", "md", "--out", str(tmp_path / "out"))

    text = (tmp_path / "out" / "worksheets.md").read_text()
    assert (code, keys["plan"]) == (0, sealed(plan()).digest)
    assert "| left |" in text
    assert "| 12345 | slow |" in text
    assert "| DC/OS | 1.9.9 on 6 | 1.10.7 |" in text


def test_the_plan_of_another_cluster_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    snapshot = written(tmp_path, crowds.crowd(masters=0, private=1, public=0))

    code, _ = call(capsys, snapshot, "--plan", plan_file(tmp_path, plan()), "--out", str(tmp_path / "out"))

    assert code == 3
    assert not (tmp_path / "out").exists()


def test_a_plan_that_was_changed_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    snapshot = written(tmp_path, facts.snapshot(facts.healthy()))
    changed = tmp_path / "changed.json"
    changed.write_bytes(canonical(msgspec.structs.replace(sealed(plan()), target="1.11.3")))

    code, _ = call(capsys, snapshot, "--plan", str(changed), "--out", str(tmp_path / "out"))

    assert code == 3


def test_a_directory_of_somebody_else_is_refused_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    snapshot = written(tmp_path, facts.snapshot(facts.healthy()))

    code, _ = call(capsys, snapshot, "--out", snapshot)

    assert code == 3
    assert (Path(snapshot) / "snapshot.json").is_file()


def test_without_a_snapshot_the_call_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    code, _ = call(capsys, str(tmp_path / "nothing"), "--out", str(tmp_path / "out"))

    assert code == 64


def test_people_are_told_how_much_of_each_worksheet_is_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    snapshot = written(tmp_path, facts.snapshot(facts.healthy()))

    assert answer(["worksheets", snapshot, "--out", str(tmp_path / "out"), "--format", "json"]) == 0

    told = capsys.readouterr().out
    assert "Nodes and racks" in told
    assert "Targets are unknown: no plan was given (--plan plan.json)." in told
