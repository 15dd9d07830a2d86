"""The errors in a node's journal: kinds without what changes, ages by the node's clock, and no half of a journal."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer, Command
from dcos_upgrade.probes import journal_errors
from dcos_upgrade.probes.journal_errors import ErrorKind, JournalErrors, parse

AT = datetime(2018, 7, 24, 3, 0, tzinfo=UTC)
NOW = int(AT.timestamp())


def answer(*lines: str, status: int = 0) -> Answer:
    text = "\n".join((f"[now] {NOW}", *lines, ""))
    return Answer(body=text.encode("utf-8", "surrogateescape"), status=status, source="ssh://m1: journalctl", time=AT)


def read(*lines: str) -> tuple[ErrorKind, ...]:
    return parse(answer(*lines)).kinds


def test_the_same_message_with_other_numbers_is_one_kind_of_the_youngest_age() -> None:
    kinds = read(
        "2018-07-24T02:58:00+0000 m1 mesos-master[123]: Failed to write 0xdeadbeef of 6c1f0a6e-0000-4000-8000-0000000000ab at 10.0.1.1:5050",
        "2018-07-24T04:59:30+0200 m1 mesos-master[124]: Failed to write 0xcafe of 7c1f0a6e-0000-4000-8000-0000000000ab at 10.0.1.2:5050",
    )

    assert kinds == (ErrorKind(name="mesos-master", text="Failed to write N of N at N", count=2, age=30.0),)


def test_later_systemds_write_the_offset_with_a_colon() -> None:
    assert read("2018-07-24T02:59:59+00:00 m1 systemd[1]: Failed to start DC/OS Marathon.")[0].age == 1.0


@pytest.mark.parametrize(
    "lines",
    [
        ("-- No entries --",),
        ("-- Logs begin at Mon 2018-07-23 00:00:00 UTC, end at Tue 2018-07-24 03:00:00 UTC. --", "-- Reboot --"),
        ("-- Boot 6c1f0a6e00004000 --", ""),
    ],
)
def test_what_journalctl_says_itself_is_no_error(lines: tuple[str, ...]) -> None:
    assert read(*lines) == ()


def test_more_lines_of_an_entry_are_no_entries() -> None:
    assert len(read("2018-07-24T02:59:00+0000 m1 java[9]: it broke", "                       at Some.java(12)")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Hint: You are currently not seeing messages from other users and the system.",
        "No journal files were found.",
        "Failed to add filter for units: No data available",
        "2018-99-24T02:59:00+0000 m1 java[9]: no such month",
        "2018-07-24T02:59:00 m1 java[9]: no offset",
    ],
)
def test_half_a_journal_is_not_a_journal(line: str) -> None:
    with pytest.raises(Unreadable):
        read("2018-07-24T02:59:00+0000 m1 java[9]: it broke", line)


def test_without_the_nodes_time_or_with_a_failed_command_nothing_is_known() -> None:
    with pytest.raises(Unreadable):
        parse(Answer(body=b"-- No entries --\n", status=0, source="x", time=AT))
    with pytest.raises(Unreadable):
        parse(answer(status=1))


def test_secrets_are_gone_and_nothing_moves_a_terminals_cursor() -> None:
    kinds = read(
        "2018-07-24T02:59:00+0000 m1 app[1]: password=hunter \x1b[2Jgone", "2018-07-24T02:59:00+0000 m1 b: \udcff\udcfe"
    )

    assert "hunter" not in str(kinds)
    assert "\x1b" not in str(kinds)


def test_a_clock_that_is_behind_its_own_journal_makes_no_negative_age() -> None:
    assert read("2018-07-24T03:00:05+0000 m1 java[9]: it broke")[0].age == 0.0


def asked(folder: Path, journalctl: str) -> JournalErrors:
    """What a real shell answers, with this journalctl."""
    program = folder / "journalctl"
    program.write_text(f"#!/bin/sh\n{journalctl}\n")
    program.chmod(0o755)
    assert isinstance(journal_errors.PROBE.question, Command)
    done = subprocess.run(
        ["sh", "-c", journal_errors.PROBE.question.text],
        capture_output=True,
        env={"PATH": f"{folder}:{os.environ['PATH']}"},
        timeout=20,
        check=False,
    )
    return parse(Answer(body=done.stdout, status=done.returncode, source="sh", time=AT))


def test_the_command_bounds_what_a_journal_can_send(tmp_path: Path) -> None:
    line = "2018-07-24T02:59:00+0000 m1 java[9]: $(head -c 3000 /dev/zero | tr '\\0' x)"
    many = f'i=0; while [ $i -lt 1000 ]; do echo "{line}"; i=$((i+1)); done'

    found = asked(tmp_path, many)

    assert [kind.count for kind in found.kinds] == [journal_errors.MOST_LINES]
    assert len(found.kinds[0].text) <= journal_errors.LONGEST_KIND


def test_a_journalctl_that_fails_or_hints_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        asked(tmp_path, "exit 1")
    with pytest.raises(Unreadable):
        asked(
            tmp_path, "echo 'Hint: You are currently not seeing messages from other users' >&2; echo '-- No entries --'"
        )


def test_the_pattern_reaches_journalctl_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "dcos-file").touch()
    found = asked(tmp_path, 'cd /; for word; do echo "2018-07-24T02:59:00+0000 m1 $word: x"; done')

    assert "dcos-*" in {kind.name for kind in found.kinds}
