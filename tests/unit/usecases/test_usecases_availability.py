"""How the test app answered, in the report's values: wave by wave, and for how long nobody asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from fakes.cluster import plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.core import plan as plans
from dcos_upgrade.core.journal import GENESIS, Entry, Event, seal
from dcos_upgrade.usecases.workbook.availability import availability
from dcos_upgrade.usecases.workbook.model import Availability

THEN = datetime(2018, 7, 24, 3, 0, tzinfo=UTC)
APP = plans.TestApp(id="/dcos-upgrade/test-app-1", nodes=("a1", "a2"), definition={})
DEPLOYED = journal.TestAppDeployed(app=APP.id, targets={"a1": "10.0.1.1:1025", "a2": "10.0.1.2:1025"})
GONE = journal.TestAppRemoved(app=APP.id)
FIRST = journal.WaveCompleted(hop=0, stage="masters", wave=0)
HOP = journal.HopCompleted(hop=0, target="1.11.3")


def plan() -> plans.Plan:
    return msgspec.structs.replace(plan_of(), test_app=APP)


def measured(
    node: str, *, stage: str = "masters", watched: float = 60.0, failed: int = 0, longest: float = 0.0
) -> Event:
    return journal.AvailabilityMeasured(
        hop=0, stage=stage, wave=0, target=node, probes=60, failed=failed, longest=longest, watched=watched
    )


def known(*events: tuple[float, Event]) -> Availability:
    entries: list[Entry] = []
    for number, (second, event) in enumerate(events, start=1):
        previous = entries[-1].hash if entries else GENESIS
        time = THEN + timedelta(seconds=second)
        entries.append(seal(seq=number, run="r1", epoch=1, time=time, event=event, previous=previous))
    found = availability(plan(), entries)
    assert found is not None
    return found


def test_a_plan_without_a_test_app_measures_nothing():
    assert availability(plan_of(), ()) is None


def test_each_wave_has_a_row_for_each_node_under_the_names_of_the_plan():
    rows = known((0, DEPLOYED), (60, FIRST), (60, measured("a1")), (60, measured("a2", failed=3, longest=2.5))).waves

    assert [(row.wave, row.node, row.probes, row.failed, row.longest) for row in rows] == [
        ("master m1", "a1", 60, 0, 0.0),
        ("master m1", "a2", 60, 3, 2.5),
    ]


def test_a_node_that_was_never_asked_has_a_row_and_is_not_taken_as_available():
    row = known((0, DEPLOYED), (60, FIRST), (60, measured("a1"))).waves[1]

    assert (row.node, row.probes, row.unwatched) == ("a2", 0, 60.0)


def test_the_time_in_which_the_tool_was_dead_is_told_as_not_asked():
    row = known((0, DEPLOYED), (600, FIRST), (600, measured("a1", watched=100.0))).waves[0]

    assert (row.seconds, row.unwatched) == (600.0, 500.0)


def test_a_moment_at_the_edges_of_a_wave_is_no_gap():
    row = known((0, DEPLOYED), (60, FIRST), (60, measured("a1", watched=57.0))).waves[0]

    assert row.unwatched == 0.0


def test_what_was_counted_before_and_after_a_halt_in_the_same_wave_is_one_row():
    rows = known((0, DEPLOYED), (30, measured("a1", failed=1)), (90, FIRST), (90, measured("a1", failed=2))).waves

    assert [(row.node, row.probes, row.failed) for row in rows] == [("a1", 120, 3), ("a2", 0, 0)]


def test_what_comes_after_the_last_wave_of_a_hop_is_its_validation():
    rows = known((0, DEPLOYED), (60, FIRST), (60, measured("a1")), (90, HOP), (90, measured("a1", stage="validation")))

    assert [(row.stage, row.wave, row.seconds) for row in rows.waves if row.node == "a1"] == [
        ("masters", "master m1", 60.0),
        ("validation", "", 30.0),
    ]


def test_a_journal_that_does_not_say_how_long_was_asked_claims_no_gap():
    older = journal.AvailabilityMeasured(hop=0, stage="masters", wave=0, target="a1", probes=9, failed=0, longest=0.0)
    row = known((0, DEPLOYED), (60, FIRST), (60, older)).waves[0]

    assert (row.watched, row.unwatched) == (None, 0.0)


def test_a_silence_lasts_until_the_node_answers_again_or_the_app_is_taken_away():
    def silent(*nodes: str) -> Event:
        return journal.TestAppSilent(app=APP.id, nodes=nodes)

    found = known((0, DEPLOYED), (10, silent("a1")), (20, silent("a1", "a2")), (50, silent("a2")), (70, GONE)).silences

    assert [(each.node, each.time - THEN, each.until - THEN) for each in found if each.until] == [
        ("a1", timedelta(seconds=10), timedelta(seconds=50)),
        ("a2", timedelta(seconds=20), timedelta(seconds=70)),
    ]


def test_the_fresh_app_of_a_validation_answered_unless_the_validation_says_otherwise():
    started = journal.TestAppStarted(app=APP.at_validation)

    def validated(**found: tuple[str, ...]) -> Event:
        return journal.Validated(hop=0, snapshot="s", expected=0, **{"lost": (), "unknown": (), **found})

    said = f"test-app {APP.at_validation}: no offer fits"
    fresh = known(
        (0, DEPLOYED),
        (1, started),
        (2, validated(unknown=(said,))),
        (3, started),
        (4, validated(lost=(said,))),
        (5, started),
        (6, validated()),
    ).fresh

    assert [(each.answered, each.lost, each.why) for each in fresh] == [
        (False, False, "no offer fits"),
        (False, True, "no offer fits"),
        (True, False, ""),
    ]
