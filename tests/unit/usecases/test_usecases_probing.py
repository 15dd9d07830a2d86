"""How probes of the test app are counted: failures, and the longest outage, from mark to mark."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dcos_upgrade.usecases.running.probing import Tally

THEN = datetime(2018, 7, 24, 3, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return THEN + timedelta(seconds=seconds)


def tally(answers: str) -> Tally:
    """One letter each second: ``+`` is a good answer."""
    counted = Tally()
    for second, answer in enumerate(answers):
        counted.count(answer == "+", at(second))
    return counted


def test_good_answers_are_no_outage():
    assert tally("++++").mark(at(4)) == Tally(probes=4, failed=0, longest=0.0)


def test_an_outage_lasts_from_the_first_bad_answer_to_the_next_good_one():
    assert tally("+--+-+").mark(at(6)) == Tally(probes=6, failed=3, longest=2.0)


def test_the_longest_outage_counts_not_the_last_one():
    assert tally("+---+-+").mark(at(7)).longest == 3.0


def test_an_outage_that_lasts_is_counted_up_to_the_mark():
    assert tally("+--").mark(at(10)).longest == 9.0


def test_an_outage_over_a_mark_is_counted_with_its_whole_length_where_it_ends():
    counted = tally("+--")
    counted.mark(at(3))
    counted.count(True, at(8))

    assert counted.mark(at(9)) == Tally(probes=1, failed=0, longest=7.0)


def test_after_a_mark_counting_starts_again():
    counted = tally("+-+")
    counted.mark(at(3))

    assert counted.mark(at(4)) == Tally(probes=0, failed=0, longest=0.0)
