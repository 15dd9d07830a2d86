"""Progress on a stream that is no terminal: a line for each thing that is new."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from dcos_upgrade.cli.live import LiveLine
from dcos_upgrade.cli.progress import PlainLines
from dcos_upgrade.usecases.running import Progress


def progress(message: str = "checking", **changes: str) -> Progress:
    values = {"hop": "1.9.4 → 1.9.9", "stage": "masters", "node": "m1", **changes}
    return Progress(message=message, **values)


def lines_of(capsys: pytest.CaptureFixture[str], *told: Progress) -> list[str]:
    lines = PlainLines()
    for each in told:
        lines.tell(each)
    return capsys.readouterr().err.splitlines()


def test_repeats_are_left_out(capsys: pytest.CaptureFixture[str]):
    waiting = progress(waiting_for="the gate", why_not_yet="not serving")

    lines = lines_of(capsys, waiting, waiting, waiting)

    assert len(lines) == 1


def test_a_new_reason_is_a_new_line(capsys: pytest.CaptureFixture[str]):
    told = [progress(waiting_for="the gate", why_not_yet=why) for why in ("not serving", "no leader", "not serving")]

    lines = lines_of(capsys, *told)

    assert [line.rpartition(": ")[2] for line in lines] == ["not serving", "no leader", "not serving"]


def test_waiting_for_the_next_look_is_said_once(capsys: pytest.CaptureFixture[str]):
    wait = progress(node="", waiting_for="the next look")

    lines = lines_of(capsys, wait, progress("look 1"), wait, progress("look 2"), wait)

    assert [line for line in lines if "next look" in line] == lines[:1]
    assert len(lines) == 3


def test_a_live_line_keeps_what_is_done_and_hides_nothing_that_is_awaited():
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=80, no_color=True, legacy_windows=False)

    with LiveLine(console) as line:
        line.tell(progress("verified"))
        line.tell(progress(waiting_for="the gate master-rejoined", why_not_yet="m1: not serving"))
        line.refresh()

    shown = file.getvalue()
    assert "verified" in shown
    assert "waiting for the gate master-rejoined" in shown
    assert "m1: not serving" in " ".join(shown.split())


def test_a_job_that_fetches_one_package_after_the_other_is_one_line(capsys: pytest.CaptureFixture[str]):
    digest = "0c7e28dac3cf032fa081baeee258bdc1ebac07f6"
    told = [
        progress(
            waiting_for="the node's job to end", why_not_yet=f"Fetching http://boot/packages/{name}--{digest}.tar.xz"
        )
        for name in ("cosmos", "mesos", "spartan")
    ]

    lines = lines_of(capsys, *told)

    assert len(lines) == 1
    assert lines[0].endswith("Fetching …/cosmos--0c7e28d….tar.xz")
