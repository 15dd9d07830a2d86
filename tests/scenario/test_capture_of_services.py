"""`capture --mesos` as its callers see it, where nothing answers."""

from __future__ import annotations

from pathlib import Path

from scenario.command import Caller, calling  # noqa: F401  # calling is the fixture "call"

NOBODY = "http://127.0.0.1:1"


def test_every_request_is_shown_and_nothing_is_touched(call: Caller, tmp_path: Path) -> None:
    words = ("--mesos", NOBODY, "--marathon", "http://127.0.0.1:2", "--exhibitor", "http://127.0.0.1:3/exhibitor")

    called = call("capture", *words, "--show-commands", "--output", "json")

    assert called.code == 0
    lines = {each["question"] for each in called.keys["commands"]}
    assert {f"GET {NOBODY}/state", "GET http://127.0.0.1:3/exhibitor/v1/cluster/status"} <= lines
    assert all(line.startswith("GET http://127.0.0.1:") for line in lines)
    assert not (tmp_path / "out").exists()


def test_masters_that_do_not_answer_are_unknown_by_name(call: Caller) -> None:
    called = call("capture", "--mesos", NOBODY, "--mesos", "http://127.0.0.2:1", "--out", "out", "--output", "json")

    assert called.code == 8
    keys = called.keys
    assert keys["schema"] == "dcos-upgrade/capture/1"
    assert (keys["snapshot"]["masters"], keys["snapshot"]["agents"], keys["snapshot"]["tasks"]) == (2, None, None)
    unknown = {(each["probe"], each["subject"]): each["reason"] for each in keys["unknown"]}
    assert "no answer over HTTP" in unknown["mesos-state", "cluster"]
    assert "without SSH" in unknown["dcos-version", "127.0.0.2"]
    assert "no URL of its marathon was given" in unknown["marathon-info", "127.0.0.1"]
    assert call("snapshot", "show", "out", "--output", "json").keys["unknown"] == keys["unknown"]


def test_calls_that_contradict_themselves(call: Caller, tmp_path: Path) -> None:
    assert call("capture", "--marathon", NOBODY, "--out", "out").code == 64
    assert call("capture", "--mesos", "127.0.0.1:5050", "--out", "out").code == 64
    assert call("capture", "--mesos", NOBODY).code == 64
    assert call("capture", "--mesos", NOBODY, "--cluster", call.cluster(), "--out", "out").code == 64
    assert call("capture", "--mesos", NOBODY, "--from-files", str(tmp_path), "--out", "out").code == 64
