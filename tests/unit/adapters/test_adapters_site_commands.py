"""A site's command: what it is told, what its answer means, and what becomes of one that misbehaves."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dcos_upgrade.adapters.site_commands import REASON, SAID, TOLD, SiteProcesses
from dcos_upgrade.core.plan import SiteStep
from dcos_upgrade.core.site import Decision, SiteAnswer

Call = Callable[..., SiteAnswer]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """Calls a shell script as a site's step."""

    def called(script: str, *, timeout: float = 20.0, question: dict[str, Any] | None = None) -> SiteAnswer:
        program = tmp_path / "step"
        program.write_text(f"#!/bin/bash\n{script}\n")
        program.chmod(0o700)
        step = SiteStep(name="load-balancer", at="before-node", command=(str(program), "a b"), timeout=timeout)
        return asyncio.run(SiteProcesses().call(step, question or {}))

    return called


@pytest.mark.parametrize("decision", list(Decision))
def test_each_decision_is_understood(call: Call, decision: Decision):
    answer = call(f"""echo '{{"decision": "{decision}", "reason": "so", "retry_after": 7}}'""")

    assert (answer.decision, answer.reason, answer.retry_after) == (decision, "so", 7.0)


def test_it_is_given_its_question_and_its_arguments_and_no_shell(call: Call, tmp_path: Path):
    call(
        f'cat > {tmp_path}/question; printf %s "$1" > {tmp_path}/argument; echo \'{{"decision":"proceed"}}\'',
        question={"at": "x"},
    )

    assert json.loads((tmp_path / "question").read_text()) == {"at": "x"}
    assert (tmp_path / "argument").read_text() == "a b"


def test_it_need_not_read_its_question(call: Call):
    assert call("""echo '{"decision":"proceed"}'""", question={"long": "x" * 500_000}).decision is Decision.PROCEED


def test_the_last_line_counts_when_it_talks_before(call: Call):
    assert call("""echo draining; echo '{"decision":"hold","reason":"3 left"}'""").reason == "3 left"


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo yes", "no JSON object"),
        ("true", "no JSON object"),
        ("echo '[]'", "no JSON object"),
        ("""echo '{"decision": 1}'""", "no JSON object"),
        ("""echo '{"reason": "no decision"}'""", "no JSON object"),
        ("""echo '{"decision": "maybe"}'""", "it decided 'maybe'"),
        ("""echo '{"decision": "proceed"}'; exit 3""", "it ended with 3"),
        ("kill -9 $$", "it ended with -9"),
        (f"head -c {SAID + 10} /dev/zero", "it said more than"),
        (f"head -c {SAID + 10} /dev/zero >&2; sleep 60", "it said more than"),
    ],
)
def test_what_cannot_be_understood_is_a_fail(call: Call, script: str, why: str):
    answer = call(script)

    assert answer.decision is Decision.FAIL
    assert why in answer.reason


def test_the_end_of_what_a_failed_one_said_is_kept_without_its_secrets(call: Call):
    answer = call(f"head -c {TOLD} /dev/zero | tr '\\0' x >&2; echo 'password=hunter2 was refused' >&2; exit 1")

    assert answer.output.endswith("password=*** was refused\n")
    assert len(answer.output) == TOLD


def test_a_decision_that_is_not_known_is_told_without_its_secrets(call: Call):
    answer = call("""echo '{"decision": "token=hunter2"}'""")

    assert "token=***" in answer.reason
    assert "hunter2" not in answer.reason + answer.output


def test_a_secret_at_the_end_of_a_long_reason_is_not_kept_by_half(call: Call):
    answer = call(f"""printf '{{"decision":"hold","reason":"%s https://me:hunter2@lb"}}' {"x" * (REASON - 16)}""")

    assert "me:hunt" not in answer.reason


def test_what_a_terminal_would_obey_is_not_kept(call: Call):
    answer = call("""printf 'a\\033[2Jb\\n' >&2; printf '{"decision":"hold","reason":"\\\\u001b[2Jgone"}'""")

    assert (answer.reason, answer.output) == ("?[2Jgone", "a?[2Jb\n")


def test_one_that_is_late_is_ended_with_what_it_started(call: Call, tmp_path: Path):
    answer = call(f"sleep 300 & echo $! > {tmp_path}/child; trap '' TERM; sleep 300", timeout=0.5)

    assert answer.decision is Decision.FAIL
    assert "within 0.5 s" in answer.reason
    assert is_gone(int((tmp_path / "child").read_text()))


def test_a_child_that_is_left_behind_is_not_waited_for(call: Call, tmp_path: Path):
    answer = call(f'sleep 300 & echo $! > {tmp_path}/child; echo \'{{"decision":"proceed"}}\' > /dev/stderr; exit 0')

    assert answer.decision is Decision.FAIL  # its output never ended: what it said is not known
    assert is_gone(int((tmp_path / "child").read_text()))


def is_gone(pid: int) -> bool:
    """The kernel may take a moment for a process that was killed."""
    for _ in range(200):
        stat = Path(f"/proc/{pid}/stat")
        try:
            if stat.read_text().split()[2] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def test_of_the_tools_environment_only_named_variables_are_given(call: Call, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VAULT_TOKEN", "s3cret")

    answer = call("""printf '{"decision":"proceed","reason":"%s|%s"}' "$VAULT_TOKEN" "${PATH:+path}" """)

    assert answer.reason == "|path"


def test_a_program_that_is_not_there_is_a_fail_and_known_before():
    step = SiteStep(name="s", at="before-hop", command=("/no/such/program",))

    assert asyncio.run(SiteProcesses().call(step, {})).decision is Decision.FAIL
    assert SiteProcesses().missing(step) == "/no/such/program is not there, or may not be executed"
    assert SiteProcesses().missing(SiteStep(name="s", at="before-hop", command=("sh",))) == ""


def test_a_programs_digest_is_of_what_lies_there_now(tmp_path: Path):
    program = tmp_path / "step"
    step = SiteStep(name="s", at="before-hop", command=(str(program),))
    program.write_text("one")
    program.chmod(0o700)
    first = SiteProcesses().digest(step)
    program.write_text("two")

    assert first == hashlib.sha256(b"one").hexdigest()
    assert SiteProcesses().digest(step) == hashlib.sha256(b"two").hexdigest()


def test_a_program_that_is_no_file_has_no_digest_and_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe", 0o700)
    pipe, nothing = (SiteStep(name="s", at="before-hop", command=(str(tmp_path / each),)) for each in ("pipe", "none"))

    assert (SiteProcesses().digest(pipe), SiteProcesses().digest(nothing)) == ("", "")
