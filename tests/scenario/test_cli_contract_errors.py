"""Bad input: each a clear error in five parts with its exit code, and nothing left behind."""

from __future__ import annotations

from pathlib import Path

import cluster_facts as facts
import pytest
from scenario.command import Called, Caller, calling, plan_file  # noqa: F401  # calling is the fixture "call"

from dcos_upgrade.adapters.snapshot_directory import write_snapshot
from dcos_upgrade.core.plan import Pacing

PLAN = plan_file()
CHANGED = PLAN.replace(b'"looks":3', b'"looks":1')


def run(call: Caller, plan: bytes | str, *flags: str) -> Called:
    confirm = flags or ("--confirm", "example")
    return call("run", call.file("plan.json", plan), "--cluster", call.cluster(), *confirm)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nonsense",), 64),
        (("plan",), 64),
        (("plan", "--to", "1.11.3"), 64),
        (("plan", "--from", "1.9.4"), 64),
        (("plan", "--from", "1.9.44", "--to", "1.11.3"), 64),
        (("plan", "--from", "1.9.4", "--to", "one"), 64),
        (("plan", "--from", "1.9.4", "--to", "1.11.3", "--on", "2018-13-45"), 64),
        (("plan", "--from", "1.9.4", "--to", "1.11.3", "--policy", "mine"), 64),
        (("plan", "--from", "1.9.4", "--to", "1.11.3", "--out", "plan.json"), 64),
        (("plan", "--from", "1.11.3", "--to", "1.9.4"), 3),
        (("plan", "--snapshot", "nowhere", "--to", "1.11.3"), 64),
        (("run", "nowhere.json", "--cluster", "nowhere.yaml", "--confirm", "x"), 64),
        (("capture", "--cluster", "nowhere.yaml", "--out", "before"), 64),
        (("catalog", "show", "1.9.44"), 64),
        (("explain", "nonsense"), 64),
        (("snapshot", "show", "nowhere"), 64),
        (("diff", "nowhere", "nowhere"), 64),
        (("check",), 64),
        (("validate", "--baseline", "nowhere", "--snapshot", "nowhere"), 64),
        (("pause",), 64),
        (("pause", "--reason", "lunch"), 64),
        (("resume",), 64),
        (("retry", "m1"), 64),
        (("report",), 64),
        (("lab", "status"), 3),
        (("lab", "up", "--size", "2+1+1"), 64),
        (("lab", "up", "--release", "1.9.44"), 64),
        (("lab", "up", "--time-factor", "0"), 64),
        (("lab", "fault", "set", "nonsense"), 3),
        (("status", "--output", "xml"), 64),
        ((), 64),
    ],
)
def test_a_wrong_call_has_its_exit_code_says_so_on_stderr_and_leaves_nothing(
    call: Caller, tmp_path: Path, arguments: tuple[str, ...], code: int
):
    called = call(*arguments)

    assert called.code == code
    assert "Traceback" not in called.err
    assert code == 3 or called.out == ""
    assert not (tmp_path / "plan.json").exists() and not (tmp_path / "before").exists()


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ("", 8),
        (PLAN[: len(PLAN) // 2], 8),
        ("\x00\xff not json", 8),
        ("[]", 3),
        ('{"schema": "dcos-upgrade/plan/2"}', 3),
        ('{"schema": "dcos-upgrade/plan/1"}', 3),
        (CHANGED, 3),
        (PLAN, 3),
    ],
    ids=["empty", "truncated", "no json", "a list", "another schema", "half a plan", "changed", "another cluster"],
)
def test_a_plan_file_that_cannot_be_run(call: Caller, tmp_path: Path, plan: bytes | str, code: int):
    called = run(call, plan)

    assert called.code == code
    assert called.err.startswith("error")
    assert "next" in called.err
    assert not (tmp_path / "state").exists()


def test_a_run_needs_the_clusters_name(call: Caller):
    nobody_to_ask = call("run", call.file("plan.json", PLAN), "--cluster", call.cluster())
    another_name = run(call, PLAN, "--confirm", "other")

    assert (nobody_to_ask.code, another_name.code) == (64, 3)
    assert "--confirm" in nobody_to_ask.err


def test_the_error_is_an_object_for_programs_too(call: Caller):
    called = call("plan", "--from", "1.9.44", "--to", "1.11.3", "--output", "json")

    assert called.keys["schema"] == "dcos-upgrade/plan/1"
    assert set(called.keys["error"]) == {"what", "where", "evidence", "safe", "next"}
    assert "1.9.4" in called.keys["error"]["evidence"]
    assert called.err.startswith("error")


@pytest.mark.parametrize(
    ("content", "code"),
    [("name: [", 8), ("", 8), ("name: x\nmasters: []\n", 1), ("name: x\nmasters: [10.0.0.1, 10.0.0.1]\n", 1)],
)
def test_a_cluster_file_that_cannot_be_used(call: Caller, content: str, code: int):
    called = call("capture", "--cluster", call.file("cluster.yaml", content), "--out", "before")

    assert called.code == code
    assert "cluster file" in called.err


def test_host_keys_are_always_verified_so_a_capture_without_known_hosts_is_refused(call: Caller, tmp_path: Path):
    called = call("capture", "--cluster", call.cluster(), "--out", "before")

    assert called.code == 3
    assert "known_hosts" in called.err
    assert not (tmp_path / "before" / "snapshot.json").exists()


def test_a_host_that_does_not_answer_is_unknown_by_name_and_the_snapshot_is_written(call: Caller, tmp_path: Path):
    call.file("known_hosts", "")

    called = call("capture", "--cluster", call.cluster(), "--out", "before", "--output", "json")

    assert called.code == 8
    assert {each["subject"] for each in called.keys["unknown"]} >= {"m1", "a1"}
    assert (tmp_path / "before" / "snapshot.json").exists()


def test_a_node_that_is_not_reached_comes_with_what_mends_it(call: Caller):
    call.file("known_hosts", "")

    called = call("reach", "m1", "--cluster", call.cluster(), "--output", "json")

    assert called.code == 8
    (node,) = called.keys["nodes"]
    assert (node["node"], node["reached"], node["exit"]) == ("m1", False, 8)
    assert node["next"].startswith("ssh -p 1 ")


def test_a_prompt_without_a_terminal_is_refused_before_anything_is_asked(call: Caller):
    text = "name: c\nmasters: [10.0.0.1]\nssh: {user: core, sudo: {password: prompt}}\n"

    called = call("reach", "--cluster", call.file("cluster.yaml", text))

    assert called.code == 3
    assert "there is no terminal" in " ".join(called.err.split())
    assert "keyring:SERVICE/USER" in called.err


@pytest.mark.parametrize(("content", "code"), [("{", 8), ("{}", 3), ("[]", 3)])
def test_a_snapshot_that_cannot_be_read(call: Caller, tmp_path: Path, content: str, code: int):
    directory = tmp_path / "bad"
    directory.mkdir()
    (directory / "snapshot.json").write_text(content)

    assert call("snapshot", "show", str(directory)).code == code
    assert call("plan", "--snapshot", str(directory), "--to", "1.11.3").code == code


def test_agents_newer_than_masters_are_refused(call: Caller, tmp_path: Path):
    values = facts.healthy() | {
        facts.key(facts.dcos_version.PROBE, "a1"): facts.done()[facts.key(facts.dcos_version.PROBE, "a1")]
    }
    write_snapshot(tmp_path / "mixed", facts.snapshot(values), pacing=Pacing(), tool_version="0", cluster_id="id")

    called = call("plan", "--snapshot", str(tmp_path / "mixed"), "--to", "1.11.3", "--on", "2018-07-10")

    assert called.code == 3
    assert "newer than a master" in called.err


@pytest.mark.parametrize(("content", "code"), [("looks: -1\n", 3), ("no_such_key: 1\n", 3), ("[", 8), ("- a\n", 3)])
def test_a_policy_file_that_cannot_be_used(call: Caller, tmp_path: Path, content: str, code: int):
    write_snapshot(tmp_path / "now", facts.snapshot(facts.healthy()), pacing=Pacing(), tool_version="0", cluster_id="")

    called = call(
        "plan", "--snapshot", str(tmp_path / "now"), "--to", "1.10.7", "--policy-file", call.file("p", content)
    )

    assert called.code == code


def test_a_damaged_journal_is_told_and_not_repaired(call: Caller, tmp_path: Path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "journal.db").write_bytes(b"no database at all" * 100)

    called = call("status")

    assert called.code == 1
    assert "journal" in called.err
    assert (tmp_path / "state" / "journal.db").read_bytes().startswith(b"no database")


def test_a_plan_that_cannot_be_written_is_the_tools_failure(call: Caller, tmp_path: Path):
    write_snapshot(tmp_path / "now", facts.snapshot(facts.healthy()), pacing=Pacing(), tool_version="0", cluster_id="")

    called = call(
        "plan", "--snapshot", str(tmp_path / "now"), "--to", "1.10.7", "--on", "2018-07-10", "--out", "no/dir/plan.json"
    )

    assert called.code == 1
    assert "cannot be written" in called.err
