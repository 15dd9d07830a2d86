"""No hop begins while a grave risk stands on it that nobody has taken by name; what is not known stands."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from fakes.cluster import START, FakeCluster, inventory, plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.core.acceptance import StandingRisk
from dcos_upgrade.engine.state import RunState, fold
from dcos_upgrade.usecases.running import drive

ROUTE = ("1.10.7", "1.11.3", "1.12.3")
TODAY = START.date()


def risk(*, acceptable: bool = True, unknown: bool = False) -> StandingRisk:
    return StandingRisk(
        id="ids-become-invalid",
        message="The app cannot be changed any more.",
        remedy="rename it",
        verify="dcos marathon app list",
        why=("/shop/restart ends so",),
        acceptable=acceptable,
        unknown=unknown,
    )


def cluster_with(**standing: StandingRisk) -> FakeCluster:
    cluster = FakeCluster(plan=plan_of(ROUTE, nodes=inventory(masters=1, private=1, public=0)))
    cluster.standing = {int(hop.removeprefix("hop")) - 1: (each,) for hop, each in standing.items()}
    return cluster


def run(cluster: FakeCluster) -> RunState:
    return asyncio.run(drive(cluster.process()))


def take(cluster: FakeCluster, *, until: date = TODAY, hops: tuple[int, ...] = (0, 1)) -> None:
    word = journal.RiskAccepted(
        id="ids-become-invalid", message="m", hops=hops, until=until, by="kim", reason="nobody uses it", said=START
    )
    cluster.process().journal.append(word)


def halted(state: RunState) -> journal.Halted:
    assert state.halted is not None
    return state.halted


def test_where_nothing_stands_every_hop_is_asked_and_the_run_goes_through():
    cluster = cluster_with()

    assert run(cluster).outcome == "done"
    assert cluster.risks_asked == [0, 1]


@pytest.mark.parametrize("unknown", [False, True])
def test_a_risk_that_stands_halts_before_anything_is_done_for_the_hop(unknown: bool):
    cluster = cluster_with(hop1=risk(unknown=unknown))

    state = run(cluster)

    assert (halted(state).what, halted(state).name) == ("risk", "risks")
    assert (
        "ids-become-invalid" in halted(state).reason
        and "dcos-upgrade accept ids-become-invalid --hop 1 " in halted(state).next
    )
    assert ("not known" in halted(state).reason) is unknown
    assert halted(state).evidence == (
        "ids-become-invalid: The app cannot be changed any more. (/shop/restart ends so)",
    )
    assert cluster.starts == [] and state.bound == {}


def test_a_later_hop_waits_at_its_own_door():
    cluster = cluster_with(hop2=risk())

    state = run(cluster)

    assert state.hops_done == {0} and halted(state).what == "risk"
    assert {node.release for node in cluster.nodes.values()} == {"1.11.3"}


def test_taken_by_name_the_run_goes_on_at_a_resume():
    cluster = cluster_with(hop1=risk(), hop2=risk())
    run(cluster)
    take(cluster)

    assert run(cluster).outcome == "done"


def test_a_word_for_one_hop_is_none_for_the_next():
    cluster = cluster_with(hop1=risk(), hop2=risk())
    take(cluster, hops=(0,))

    state = run(cluster)

    assert state.hops_done == {0} and halted(state).what == "risk"


@pytest.mark.parametrize(("days", "goes"), [(0, True), (-1, False)])
def test_the_last_day_counts_and_the_day_after_does_not(days: int, goes: bool):
    cluster = cluster_with(hop1=risk())
    take(cluster, until=TODAY + timedelta(days=days))

    assert (run(cluster).halted is None) is goes


def test_a_word_that_expires_between_two_hops_is_none_for_the_second():
    cluster = cluster_with(hop1=risk(), hop2=risk())
    cluster.on_begun = lambda node, target: setattr(cluster, "now", cluster.now + timedelta(days=1))
    take(cluster)

    state = run(cluster)

    assert state.hops_done == {0} and halted(state).what == "risk"


def test_what_nobody_may_take_stands_whatever_people_say():
    cluster = cluster_with(hop1=risk(acceptable=False))
    take(cluster)

    state = run(cluster)

    assert halted(state).what == "risk"
    assert "accept" not in halted(state).next and "rename it" in halted(state).next


def test_what_was_mended_is_seen_at_the_resume_without_any_word():
    cluster = cluster_with(hop1=risk())
    run(cluster)
    cluster.standing = {}

    assert run(cluster).outcome == "done"
    assert cluster.risks_asked == [0, 0, 1]


def test_a_hop_that_is_under_way_is_not_asked_again():
    cluster = cluster_with()
    cluster.script_exit = lambda node: 1
    cluster.swaps = lambda node: False
    state = run(cluster)
    assert state.hops_begun == {0} and state.halted is not None

    cluster.standing = {0: (risk(),)}

    assert halted(run(cluster)).what != "risk"
    assert cluster.risks_asked == [0]


def test_what_stood_is_in_the_journal_with_the_look_it_was_judged_over():
    cluster = cluster_with(hop1=risk())
    run(cluster)

    judged = fold(cluster.entries).risks_judged[0]

    assert (judged.look, judged.risks) == ("risks-1", (risk(),))


def test_an_answer_that_is_only_late_is_waited_for():
    cluster = cluster_with(hop1=risk(unknown=True))
    cluster.heard_after = 3

    assert run(cluster).outcome == "done"
    assert cluster.risks_asked == [0, 0, 0, 1]


def test_a_person_is_heard_while_an_answer_is_waited_for():
    cluster = cluster_with(hop1=risk(unknown=True))
    context = cluster.process()
    pause = journal.PauseRequested(by="kim", reason="a call")
    cluster.on_risks_asked = lambda times: context.journal.append(pause) if times == 2 else None

    state = asyncio.run(drive(context))

    assert state.paused == pause and state.halted is None
    assert cluster.risks_asked == [0, 0]
