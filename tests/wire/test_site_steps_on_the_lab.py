"""A site's own commands on the wire: real programs, asked at their points of a run, that hold it, halt it and let it go on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.wire

PROGRAM = """#!/bin/sh
question=$(cat)
printf '%s\\n' "$question" >> {asked}
answers={answers}
answer=$(head -n 1 "$answers")
sed -i 1d "$answers"
echo "token=s3cret-of-the-site" >&2
[ -n "$answer" ] || answer='{proceed}'
printf '%s\\n' "$answer"
"""
PROCEED = '{"decision": "proceed"}'


def said(decision: str, reason: str, **more: float) -> str:
    return json.dumps({"decision": decision, "reason": reason, **more})


def test_a_sites_step_holds_halts_and_lets_the_run_go_on(site_of: Callable, tmp_path: Path):
    site = site_of("1.9.9", "3+1+0")
    asked, answers, program = tmp_path / "asked", tmp_path / "answers", tmp_path / "drain"
    program.write_text(PROGRAM.format(asked=asked, answers=answers, proceed=PROCEED))
    program.chmod(0o700)
    steps = [{"name": "drain", "at": "before-hop", "command": [str(program)], "timeout": 20, "patience": 60}]
    plan = site.plan("1.10.7", policy={"site_steps": json.dumps(steps)})
    answers.write_text(
        "\n".join((said("hold", "3 sessions left", retry_after=1), said("fail", "no change request"), ""))
    )

    halted = site.call(*site.run_words(plan))

    assert halted.exit == 4, halted.stderr
    assert halted.json["halted_by"]["site_step"] == "drain"
    assert "no change request" in halted.json["halted_by"]["reason"]
    assert not any(site.starts().values())

    program.chmod(0o600)
    away = site.call("resume")
    program.chmod(0o700)
    reviewed = program.read_text()
    program.write_text(reviewed + "# and something more\n")
    other = site.call("resume")
    program.write_text(reviewed)
    done = site.call("resume", "--only", "stage=masters")

    assert away.exit == 3, away.stderr
    assert "drain" in away.json["error"]["what"]
    assert other.exit == 3, other.stderr
    assert "program of the site's step drain" in other.json["error"]["evidence"]
    assert done.exit == 0, done.stderr
    assert {name: len(lines) for name, lines in site.starts().items()} == {"m1": 1, "m2": 1, "m3": 1, "a1": 0}
    questions = [json.loads(line) for line in asked.read_text().splitlines()]
    assert [(each["at"], each["hop"]["to"]) for each in questions] == [("before-hop", "1.10.7")] * 3
    report = tmp_path / "report.html"
    assert site.call("report", "--out", report).exit == 0
    page = report.read_text()
    assert "3 sessions left" in page
    assert "s3cret-of-the-site" not in page + "".join(each.stderr + each.stdout for each in (halted, away, done))

    program.unlink()
    given_up = site.call("abort", "--reason", "the window is over")
    assert given_up.json["status"]["state"] == "aborted", given_up.stderr
