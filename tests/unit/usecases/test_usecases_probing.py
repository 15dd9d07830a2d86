"""How probes of the test app are counted: failures, and the longest outage, from mark to mark."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dcos_upgrade.usecases.running.tally import Counted, Tally

THEN = datetime(2018, 7, 24, 3, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return THEN + timedelta(seconds=seconds)


def tally(answers: str) -> Tally:
    """One letter each second: ``+`` is a good answer."""
    counted = Tally(trust=3.0)
    for second, answer in enumerate(answers):
        counted.count(answer == "+", at(second))
    return counted


def test_good_answers_are_no_outage():
    assert tally("++++").mark(at(4)) == Counted(probes=4, failed=0, longest=0.0, watched=4.0)


def test_an_outage_lasts_from_the_first_bad_answer_to_the_next_good_one():
    assert tally("+--+-+").mark(at(6)) == Counted(probes=6, failed=3, longest=2.0, watched=6.0)


def test_the_longest_outage_counts_not_the_last_one():
    assert tally("+---+-+").mark(at(7)).longest == 3.0


def test_an_outage_that_lasts_is_counted_up_to_the_mark():
    assert tally("+--").mark(at(10)).longest == 9.0


def test_an_outage_over_a_mark_is_counted_with_its_whole_length_where_it_ends():
    counted = tally("+--")
    counted.mark(at(3))
    counted.count(True, at(8))

    assert counted.mark(at(9)) == Counted(probes=1, failed=0, longest=7.0, watched=3.0)


def test_after_a_mark_counting_starts_again():
    counted = tally("+-+")
    counted.mark(at(3))

    assert counted.mark(at(4)) == Counted(watched=1.0)


def test_what_lies_between_two_questions_far_apart_was_not_seen():
    counted = tally("+++")
    counted.count(True, at(600))

    assert counted.mark(at(601)).watched == 2.0 + 3.0 + 1.0


def test_a_mark_is_no_question_and_two_marks_count_a_moment_once():
    counted = tally("+")

    assert [counted.mark(at(2)).watched, counted.mark(at(60)).watched, counted.mark(at(90)).watched] == [2.0, 1.0, 0.0]


def test_who_was_never_asked_was_not_watched():
    assert Tally(trust=3.0).mark(at(9)) == Counted()
