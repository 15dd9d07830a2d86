"""What people are asked once for a run: required, it is waited for before the first step; else it never stops a run."""

from __future__ import annotations

import asyncio

from fakes.cluster import START, FakeCluster, inventory, plan_of
from msgspec.structs import replace

from dcos_upgrade.core import journal
from dcos_upgrade.core.acknowledgement import Acknowledgements, Question
from dcos_upgrade.core.plan import TestApp as App
from dcos_upgrade.engine.acknowledging import missing
from dcos_upgrade.engine.state import RunState, fold
from dcos_upgrade.usecases.running import drive

TICKET = Question(id="change-request", title="t", question="Is there a change request?", section="s")
IMAGE = Question(id="image-there", title="t", question="Is the image there?", section="s")


def cluster_of(*, required: bool, app: bool = False) -> FakeCluster:
    plan = plan_of(nodes=inventory(masters=1, private=1, public=0))
    asked = Acknowledgements(asked=(TICKET, IMAGE), required=required)
    if app:
        plan = replace(plan, test_app=App(id="/app", nodes=("a1",), definition={}))
    return FakeCluster(plan=replace(plan, acknowledgements=asked))


def run(cluster: FakeCluster) -> RunState:
    return asyncio.run(drive(cluster.process()))


def said(question: Question) -> journal.Acknowledged:
    return journal.Acknowledged(id=question.id, question=question.question, by="kim", reason="4711", said=START)


def say(cluster: FakeCluster, *questions: Question) -> None:
    for question in questions:
        cluster.process().journal.append(said(question))


def test_a_run_that_only_asks_goes_on_without_an_answer():
    cluster = cluster_of(required=False)

    state = run(cluster)

    assert state.outcome == "done"
    assert missing(cluster.plan, state) == (TICKET, IMAGE)


def test_a_run_that_requires_them_halts_before_anything_is_put_into_the_cluster():
    cluster = cluster_of(required=True, app=True)

    state = run(cluster)

    assert state.halted is not None
    assert (state.halted.what, state.halted.name) == ("acknowledgement", "acknowledgements")
    assert "change-request, image-there" in state.halted.reason
    assert cluster.starts == [] and state.test_apps == frozenset() and state.bound == {}


def test_the_halt_names_what_is_left_alone():
    cluster = cluster_of(required=True)
    say(cluster, TICKET)

    halted = run(cluster).halted

    assert halted is not None and "image-there" in halted.reason
    assert "change-request" not in halted.reason + halted.next


def test_with_all_of_them_given_it_goes_on_at_a_resume():
    cluster = cluster_of(required=True)
    run(cluster)
    say(cluster, TICKET, IMAGE)

    assert run(cluster).outcome == "done"


def test_a_resume_alone_gives_nothing():
    cluster = cluster_of(required=True)
    run(cluster)

    assert run(cluster).halted is not None
    assert cluster.starts == []


def test_once_a_step_has_begun_nobody_is_asked_any_more():
    cluster = cluster_of(required=True)
    say(cluster, TICKET, IMAGE)
    run(cluster)
    begun = [entry for entry in cluster.entries if not isinstance(entry.event, journal.Acknowledged)]

    state = fold(begun)

    assert state.hops_begun == {0}
    assert state.acknowledged == {}


def test_the_newest_word_counts():
    cluster = cluster_of(required=False)
    say(cluster, TICKET)
    cluster.process().journal.append(replace(said(TICKET), by="ada"))

    assert fold(cluster.entries).acknowledged[TICKET.id].by == "ada"


def test_what_can_only_be_said_afterwards_is_waited_for_by_nobody_and_missed_when_the_run_is_over():
    cluster = cluster_of(required=True)
    accepted = Question(id="accepted", title="t", question="Is it accepted?", section="s", after=True)
    cluster.plan = replace(cluster.plan, acknowledgements=Acknowledgements(asked=(accepted,), required=True))

    during = missing(cluster.plan, RunState())
    state = run(cluster)

    assert state.outcome == "done"
    assert (during, missing(cluster.plan, state)) == ((), (accepted,))
