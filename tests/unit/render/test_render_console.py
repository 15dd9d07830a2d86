"""Texts for terminals: 80 columns, nothing that acts, the five parts of an error, a status that begins with state and place."""

from __future__ import annotations

import asyncio
import functools
import re
from datetime import timedelta

import cluster_facts as facts
import hostile
import pytest
from fakes.cluster import START, FakeCluster, inventory, plan_of

from dcos_upgrade.catalog import release
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.judgement import Judgement, Severity, Verdict
from dcos_upgrade.core.version import Version
from dcos_upgrade.drift import Change, Drift, Loss, Unjudged
from dcos_upgrade.planning.route import find_route
from dcos_upgrade.render.console.catalog import release_text
from dcos_upgrade.render.console.drift import drift_text
from dcos_upgrade.render.console.error import error_text
from dcos_upgrade.render.console.judgements import judgements_text
from dcos_upgrade.render.console.progress import clock, plain_line
from dcos_upgrade.render.console.route import plan_text, route_text
from dcos_upgrade.render.console.snapshot import snapshot_counts, snapshot_text
from dcos_upgrade.render.console.status import status_text
from dcos_upgrade.render.terminal import PLAIN, Terminal, duration, plainly
from dcos_upgrade.usecases.running import Progress, drive
from dcos_upgrade.usecases.status import NO_RUN, describe

LONG = "the replicated log of this master is not recovered although it was asked for many times " * 3


@functools.cache
def halted() -> FakeCluster:
    cluster = FakeCluster(plan=plan_of(nodes=inventory(3, 14, 2)))
    cluster.verdicts = lambda gate, node: Verdict.FAIL if gate == "master-rejoined" else Verdict.PASS
    asyncio.run(drive(cluster.process()))
    return cluster


def status_of(cluster: FakeCluster) -> str:
    return status_text(describe(cluster.plan, cluster.entries, carried_out=False), PLAIN)


@functools.cache
def route() -> str:
    answer = find_route(Version.parse("1.9.0"), Version.parse("1.11.1"), on=facts.NOW.date())
    return route_text(answer, PLAIN, explain=True)


@functools.cache
def every_text() -> dict[str, str]:
    loss = Loss(kind="task", subject="web.1", why=LONG)
    change = Change(kind="version", subject="m1", before="1.9.4", after="1.9.9", why=LONG)
    judged = Judgement(
        check="replog-recovered",
        verdict=Verdict.UNKNOWN,
        severity=Severity.BLOCKER,
        subject=facts.M1,
        summary=LONG,
        remedy=LONG,
    )
    seen = facts.snapshot(facts.healthy(), unknown={facts.key(facts.dcos_version.PROBE, "m2"): LONG})
    return {
        "error": error_text(Refused(LONG, where="m1", evidence=LONG, next_command="dcos-upgrade status"), PLAIN),
        "route": route(),
        "plan": plan_text(plan_of(nodes=inventory(5, 40, 3)), PLAIN, explain=True, written="plan.json"),
        "drift": drift_text(Drift.of([loss, change, Unjudged(kind="agent", subject="a1", why=LONG)]), PLAIN),
        "judgements": judgements_text([judged], PLAIN),
        "snapshot": snapshot_text(seen, PLAIN),
        "release": release_text(release(Version.parse("1.11.3")), PLAIN),
        "status": status_of(halted()),
        "no run": status_text(NO_RUN, PLAIN),
    }


@pytest.mark.parametrize("name", ["error", "route", "plan", "drift", "judgements", "snapshot", "release", "status"])
def test_every_text_fits_80_columns_and_has_no_colour_without_a_terminal(name: str):
    text = every_text()[name]

    assert [line for line in text.splitlines() if len(line) > 80] == []
    assert "\x1b" not in text


def test_an_error_has_five_parts_in_their_order():
    error = Refused("no", where="m1", evidence="key", safe="yes", next_command="dcos-upgrade status")

    words = [line.split()[0] for line in error_text(error, PLAIN).splitlines()]

    assert words == ["error", "where", "evidence", "safe", "next"]


def test_an_error_tells_no_secret():
    assert "hunter2" not in error_text(Refused("no", evidence="password=hunter2"), PLAIN)


def test_a_halted_status_names_state_place_node_reason_evidence_and_next_command():
    lines = status_of(halted()).splitlines()

    assert lines[0].split()[0] == "HALTED"
    assert "hop 1/1 1.10.7 → 1.11.3" in lines[0] and "masters wave 1/3" in lines[0]
    assert any(line.startswith("Halted") and "gate master-rejoined, node m1" in line for line in lines)
    assert any(line.startswith("Why") for line in lines)
    assert lines[-1].startswith("Next") and "dcos-upgrade resume" in lines[-1]


def test_a_done_status_says_that_nothing_was_lost():
    cluster = FakeCluster(plan=plan_of())
    asyncio.run(drive(cluster.process()))

    first = status_of(cluster).splitlines()[0]

    assert first.startswith("DONE") and "nothing of the baseline was lost" in first


def test_a_failed_status_names_what_was_lost():
    cluster = FakeCluster(plan=plan_of(), lost=("task web.1: is gone",))
    asyncio.run(drive(cluster.process()))

    assert status_of(cluster).startswith("FAILED")
    assert "web.1: is gone" in status_of(cluster)


def test_every_refused_edge_is_shown_with_rule_reason_and_source():
    text = " ".join(route().split())

    assert "1.9.0 → 1.11.1" in text
    assert "[not-adjacent-minors]" in text
    assert "source: workbook" in text


def test_progress_says_what_is_waited_for_for_how_long_until_when_and_why_not_yet():
    told = Progress(
        hop="1.9.4 → 1.9.9",
        stage="masters",
        node="m1",
        message="checking",
        waiting_for="the gate master-rejoined",
        why_not_yet="m1: not serving",
        since=START,
        deadline=START + timedelta(minutes=30),
        done=3,
        total=18,
    )

    line = plain_line(told, START)

    assert "3/18  1.9.4 → 1.9.9  masters  m1  waiting for the gate master-rejoined: m1: not serving" in line
    assert clock(told, START + timedelta(seconds=75)) == "for 1 min 15 s, until 03:30:00Z"


def test_a_stream_that_is_not_utf8_gets_characters_that_it_can_hold():
    assert plainly("1.9.4 → 1.9.9 ▸ – é", "ascii") == "1.9.4 -> 1.9.9 > - ?"
    assert plainly("1.9.4 → 1.9.9", "utf-8") == "1.9.4 → 1.9.9"


@pytest.mark.parametrize("act", ["\x1b]0;title\x07", "\x1b[2J", "\x08", "\u202e", "\x9b2J", "\r"])
def test_names_of_a_cluster_do_not_act_on_a_terminal(act: str):
    shown = plainly(f"app{act}x", "utf-8")

    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", shown)


@pytest.mark.parametrize("kind", sorted(set(hostile.KINDS.values())))
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_no_hostile_string_does_more_to_a_terminal_than_colour_it(kind: str, encoding: str):
    texts = [text for name, text in hostile.STRINGS.items() if hostile.KINDS[name] == kind]

    shown = [plainly(text, encoding).encode(encoding).decode(encoding) for text in texts]

    left = [re.sub("\x1b\\[(0|1|2|3[123])m", "", text).replace("\n", "").replace("\t", "") for text in shown]
    assert [text for text in left if hostile.ACTING.search(text)] == []


def test_our_own_colours_pass():
    text = Terminal(colour=True).style("DONE", "1")

    assert plainly(text, "utf-8") == "\x1b[1mDONE\x1b[0m"


def test_counts_of_a_snapshot_say_unknown_for_what_did_not_answer():
    known, empty = (snapshot_counts(facts.snapshot(values)) for values in (facts.healthy(), {}))

    assert known["agents"] == {"active": 3, "inactive": 0, "unreachable": None, "recovered": 0}
    assert (empty["agents"], empty["apps"], empty["versions"]) == (None, None, {"unknown": 6})


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (3725, "1 h 2 min"), (-1, "0 s")]
)
def test_durations(seconds: float, text: str):
    assert duration(seconds) == text
