"""How probes of the test app are counted: failures, and the longest outage, from mark to mark."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest
from fakes.apps import FakeMarathon
from fakes.cluster import FakeCluster, plan_of

from dcos_upgrade.core.probe import Answer
from dcos_upgrade.lab.memory.timeline import MemoryClock, Timeline, run_on
from dcos_upgrade.usecases.running.probing import AT_ONCE, PER_SECOND, Prober
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


# --- what probing may take of a run -----------------------------------------------------------------------------------


class Targets:
    """Answers after so many seconds, by target; ``asked`` holds the time of each question."""

    def __init__(self, timeline: Timeline, after: Mapping[str, float], *, late: float = 0.0) -> None:
        self.timeline, self.after, self.late = timeline, after, late
        self.asked: dict[str, list[float]] = {}

    async def answers(self, target: str, *, within: float) -> bool:
        self.asked.setdefault(target, []).append(self.timeline.now)
        takes = self.after.get(target, 0.0)
        await asyncio.sleep(min(takes, within) + self.late)
        return takes <= within


class SilentMarathon(FakeMarathon):
    async def read(self, app: str) -> Answer:
        await asyncio.sleep(45)
        return await super().read(app)


def probed(
    targets: int, seconds: float, after: Mapping[str, float] = MappingProxyType({}), **kept: float
) -> tuple[Targets, Prober]:
    """A prober of so many targets, each asked every second, after it has been at work for a while."""
    timeline = Timeline(THEN.timestamp())
    asked = Targets(timeline, after, **kept)
    context = replace(
        FakeCluster(plan=plan_of()).process(), clock=MemoryClock(timeline), targets=asked, apps=SilentMarathon()
    )

    async def work() -> Prober:
        prober = Prober(context=context, interval=1.0)
        prober.aim("/app", {f"a{number}": f"t{number}" for number in range(targets)}, {})
        task = asyncio.create_task(prober.ask_for_ever())
        await asyncio.sleep(seconds)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return prober

    return asked, run_on(timeline, work())


def test_a_target_that_never_answers_does_not_keep_the_others_waiting():
    asked, prober = probed(3, 60.0, {"t0": 1e9})
    counted = prober.marked()

    assert counted["a0"].failed == counted["a0"].probes
    assert counted["a1"].failed == 0
    assert counted["a1"].watched >= 58
    assert len(asked.asked["t1"]) >= 58


def test_a_marathon_that_does_not_answer_keeps_no_question_waiting():
    asked, _ = probed(2, 60.0, {"t0": 1e9})

    assert max(after - before for before, after in itertools.pairwise(asked.asked["t1"])) <= 1.5


@pytest.mark.parametrize("takes", [0.0, 1e9])
def test_a_thousand_targets_are_asked_less_often_and_watched_all_the_same(takes: float):
    asked, prober = probed(1000, 120.0, {f"t{number}": takes for number in range(1000)})
    counted = prober.marked()

    assert sum(map(len, asked.asked.values())) <= 120 * PER_SECOND + 1000
    assert min(each.probes for each in counted.values()) >= 3
    assert min(each.watched for each in counted.values()) >= 80


def test_no_more_than_a_few_questions_are_open_at_a_time():
    asked, _ = probed(1000, 19.0, {f"t{number}": 1e9 for number in range(1000)})
    moments = Counter(time for times in asked.asked.values() for time in times)

    assert max(moments.values()) <= AT_ONCE


def test_an_answer_that_this_process_was_too_busy_to_hear_is_not_counted_as_missing():
    """Its time was up long ago when it was noticed: that tells of us, not of the target."""
    _, prober = probed(1, 60.0, {"t0": 1e9}, late=3.0)
    counted = prober.marked()["a0"]

    assert (counted.probes, counted.failed, counted.watched) == (0, 0, 0.0)


def test_an_outage_that_was_known_before_lasts_until_the_first_good_answer():
    _, prober = probed(1, 30.0)
    prober.tallies["a0"] = Tally(trust=3.0, out_since=at(-60))

    assert prober.silent() == ("a0",)
    prober.tallies["a0"].count(True, at(30))
    assert prober.silent() == ()
