"""`capture --from-files` as its callers see it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from scenario.command import Caller, calling  # noqa: F401  # calling is the fixture "call"

STATE = (
    '{"id":"1","version":"1.9.1","leader":"master@10.0.0.1:5050","pid":"master@10.0.0.1:5050","unreachable_slaves":1,'
    '"slaves":[{"id":"S0","pid":"slave(1)@10.0.0.2:5051","active":true,"version":"1.9.1"},'
    '{"id":"S1","pid":"slave(1)@10.0.0.3:5051","active":false,"version":"1.9.1"}],'
    '"frameworks":[{"id":"F0","name":"marathon","tasks":[{"id":"t","state":"TASK_RUNNING"}]}]}'
)
GROUPS = '{"id":"/","apps":[{"id":"/a","instances":1,"version":"2018"}],"groups":[],"pods":[{"id":"/p"}]}'


def answers(directory: Path) -> str:
    """Saved answers under names that say nothing, and a bundle."""
    directory.mkdir()
    (directory / "one").write_text(STATE)
    (directory / "broken.json").write_text('{"slaves": [')
    (directory / "notes.txt").write_text("captured on Tuesday\n")
    with zipfile.ZipFile(directory / "bundle.zip", "w") as bundle:
        bundle.writestr("10.0.0.1_master/marathon.json", GROUPS)
        bundle.writestr("10.0.0.1_master/opt/dcos-version.json", '{"version":"1.13.3","dcos-image-commit":"c"}')
        bundle.writestr("10.0.0.1_master/dcos-marathon.service", "-- Logs begin at Tue --\n")
    return str(directory)


def test_every_file_has_its_verdict_and_the_snapshot_its_counts(call: Caller, tmp_path: Path) -> None:
    called = call("capture", "--from-files", answers(tmp_path / "in"), "--out", "out", "--output", "json")

    assert called.code == 0, called.err
    keys = called.keys
    assert keys["schema"] == "dcos-upgrade/capture/1"
    assert {each["path"]: (each["kind"], each["status"]) for each in keys["files"]} == {
        "broken.json": (None, "refused"),
        "bundle.zip/10.0.0.1_master/dcos-marathon.service": (None, "ignored"),
        "bundle.zip/10.0.0.1_master/marathon.json": ("marathon-group", "read"),
        "bundle.zip/10.0.0.1_master/opt/dcos-version.json": ("dcos-version", "read"),
        "notes.txt": (None, "ignored"),
        "one": ("mesos-state", "read"),
    }
    assert "line 1 column" in next(each["reason"] for each in keys["files"] if each["path"] == "broken.json")
    counts = keys["snapshot"]
    assert (counts["masters"], counts["frameworks"], counts["apps"], counts["pods"], counts["tasks"]) == (1, 1, 1, 1, 1)
    assert counts["agents"] == {"active": 1, "inactive": 1, "unreachable": 1, "recovered": None}
    assert counts["versions"] == {"1.13.3": 1, "unknown": 2}
    assert {"probe": "units", "subject": "10.0.0.2", "reason": "no file holds an answer to it"} in keys["unknown"]


def test_snapshot_show_says_what_the_capture_said(call: Caller, tmp_path: Path) -> None:
    captured = call("capture", "--from-files", answers(tmp_path / "in"), "--out", "out", "--output", "json").keys

    shown = call("snapshot", "show", "out", "--output", "json").keys

    assert shown["schema"] == "dcos-upgrade/snapshot-show/1"
    assert shown["snapshot"] == captured["snapshot"]
    assert shown["unknown"] == captured["unknown"]
    assert {"mesos-state", "dcos-version", "marathon-apps", "marathon-groups", "marathon-names"} == {
        one["probe"] for one in shown["facts"]
    }
    assert all(one["evidence"] for one in shown["facts"])


def test_text_names_every_file(call: Caller, tmp_path: Path) -> None:
    called = call("capture", "--from-files", answers(tmp_path / "in"), "--out", "out")

    assert "Files: 3 read, 1 refused, 2 ignored" in called.out
    assert "1 active, 1 inactive, 1 unreachable" in called.out
    assert called.err == ""


def test_nothing_that_could_be_read_is_unknown(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()

    called = call("capture", "--from-files", str(tmp_path / "in"), "--out", "out", "--output", "json")

    assert called.code == 8
    assert called.keys["snapshot"]["agents"] is None
    assert called.keys["snapshot"]["masters"] is None
    assert called.keys["files"] == []


def test_a_snapshot_of_files_can_be_checked_and_compared(call: Caller, tmp_path: Path) -> None:
    call("capture", "--from-files", answers(tmp_path / "in"), "--out", "out")

    assert call("check", "--snapshot", "out", "--output", "json").code in (2, 3, 8)
    assert call("diff", "out", "out", "--output", "json").code in (0, 2)


def test_calls_that_contradict_themselves(call: Caller, tmp_path: Path) -> None:
    inside = answers(tmp_path / "in")

    assert call("capture", "--out", "out").code == 64
    assert call("capture", "--from-files", inside).code == 64
    assert call("capture", "--from-files", inside, "--cluster", call.cluster(), "--out", "out").code == 64
    assert call("capture", "--from-files", str(tmp_path / "nowhere"), "--out", "out").code == 64
    assert call("capture", "--from-files", inside, "--out", f"{inside}/out").code == 64


def test_an_archive_is_a_snapshot_wherever_a_directory_is(call: Caller, tmp_path: Path) -> None:
    inside = answers(tmp_path / "in")
    call("capture", "--from-files", inside, "--out", "out")

    packed = call("capture", "--from-files", inside, "--out", "out.tar.zst", "--output", "json")

    assert packed.code == 0, packed.err
    assert Path("out.tar.zst").is_file()
    assert call("snapshot", "show", "out.tar.zst", "--output", "json").keys["snapshot"] == packed.keys["snapshot"]
    assert call("diff", "out", "out.tar.zst").code == 0
    assert call("worksheets", "out.tar.zst", "--out", "sheets").code == 0
    assert call("capture", "--from-files", inside, "--out", "out.tar.zst").code == 3
    Path("text.tar.zst").write_text("no archive")
    assert call("snapshot", "show", "text.tar.zst").code == 8
