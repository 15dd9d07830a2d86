"""The report's section of the test app: what was missed is told, and what nobody asked is not taken as answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from reported import cluster, report, run

from dcos_upgrade.render.workbook import markdown
from dcos_upgrade.usecases.workbook import Workbook
from dcos_upgrade.usecases.workbook.model import Answered, Availability, FreshApp, Silence

THEN = datetime(2018, 7, 24, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def done() -> Workbook:
    return report(run(cluster()))


def row(node: str = "a1", **changed: object) -> Answered:
    good = Answered(
        hop=0,
        stage="masters",
        wave="master m1",
        node=node,
        probes=600,
        failed=0,
        longest=0.0,
        seconds=600.0,
        watched=600.0,
    )
    return replace(good, **changed)


def section(done: Workbook, *rows: Answered, **changed: object) -> str:
    app = Availability(
        app="/dcos-upgrade/test-app-1",
        nodes=tuple(dict.fromkeys(each.node for each in rows)),
        interval=1.0,
        deployed=THEN,
        removed=None,
        waves=rows,
        silences=(),
        fresh=(),
    )
    text = markdown(replace(done, availability=replace(app, **changed)))
    return text.partition("## Availability")[2].partition("\n## ")[0]


def test_a_run_without_a_test_app_says_that_nothing_was_measured(done: Workbook):
    assert "not measured" in markdown(done).partition("## Availability")[2]


def test_when_every_question_was_answered_it_says_so(done: Workbook):
    text = section(done, row(), row("a2"))

    assert "answered all the time" in text
    assert "1200 questions to 2 nodes" in text


def test_a_gap_in_which_nobody_asked_is_never_told_as_all_the_time(done: Workbook):
    text = section(done, row(watched=300.0))

    assert "answered all the time" not in text
    assert "Nobody asked for 5 min 0 s" in text
    assert "| for 5 min 0 s |" in text


def test_one_question_of_many_without_an_answer_is_not_rounded_to_all(done: Workbook):
    text = section(done, row(probes=100_000, failed=1, longest=1.0))

    assert "99.99 %" in text
    assert "100 %" not in text


def test_the_longest_outage_is_named_with_its_node_and_wave(done: Workbook):
    text = section(done, row(failed=2, longest=2.0), row("a2", failed=31, longest=31.0))

    assert "lasted 31 s, on a2 in hop 1, masters, master m1" in text


def test_nothing_asked_is_told_as_that(done: Workbook):
    assert "was not asked" in section(done, row(probes=0, watched=0.0))


def test_what_the_journal_does_not_say_is_not_known(done: Workbook):
    assert "| not known |" in section(done, row(watched=None))


def test_with_very_many_rows_only_those_are_shown_that_have_something_to_tell(done: Workbook):
    rows = [row(f"a{number}") for number in range(200)]
    text = section(done, *rows, row("a200", failed=1, longest=1.0))

    assert "| a200 |" in text
    assert "| a7 |" not in text


def test_a_silence_that_lasts_and_a_fresh_app_that_did_not_run_are_told(done: Workbook):
    lost = FreshApp(time=THEN, release="1.10.7", answered=False, lost=True, why="no offer | fits")
    text = section(done, row(), silences=(Silence(node="a1", time=THEN),), fresh=(lost,))

    assert "| a1 | 2018-07-24T03:00:00Z | – | to the end |" in text
    assert "it did not run | no offer \\| fits |" in text
