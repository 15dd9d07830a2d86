"""What a run has put into the cluster is in its ledger, and every way out leaves no owner file."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from fakes.cluster import START, Executioner, FakeCluster, Killed, plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import GENESIS, Entry, Event, seal
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.engine.ledger import GUARD, Item, ItemState, Kind, ledger, still_there
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.running import drive

ABORT = journal.AbortRequested(by="kim", reason="the window is over")
BOUND = journal.HopBound(
    hop=0,
    source="1.10.7",
    target="1.11.3",
    script_url="http://boot/x",
    script_sha256="0",
    bootstrap_url="",
    package_ids=(),
)


def entries(*events: Event) -> tuple[Entry, ...]:
    return tuple(
        seal(seq=n, run="r1", epoch=1, time=START + timedelta(seconds=n), event=event, previous=GENESIS)
        for n, event in enumerate(events, start=1)
    )


def of(cluster: FakeCluster, kind: Kind) -> list[Item]:
    return [item for item in ledger(cluster.entries) if item.kind is kind]


def run(cluster: FakeCluster, *words: Event, death: Executioner | None = None) -> RunState:
    context = cluster.process(death)
    for word in words:
        context.write(word)
    return asyncio.run(drive(context))


# --- the fold ---------------------------------------------------------------------------------------------------------


def test_owner_files_lie_on_each_master_until_they_are_released():
    claimed = journal.OwnerClaimed(masters=("m1", "m2"))
    first = ledger(entries(claimed))
    after = ledger(entries(claimed, journal.OwnerReleased(masters=("m1", "m2"))))

    assert [(item.where, item.state) for item in first] == [("m1", ItemState.THERE), ("m2", ItemState.THERE)]
    assert {(item.state, item.until) for item in after} == {(ItemState.UNDONE, START + timedelta(seconds=2))}


def test_a_claim_that_is_renewed_lies_there_since_the_first_one():
    claimed = journal.OwnerClaimed(masters=("m1",))
    (item,) = ledger(entries(claimed, journal.RunResumed(tool_version="0", by="x"), claimed))

    assert item.since == START + timedelta(seconds=1)


def test_a_step_is_there_while_it_is_under_way_and_its_files_are_kept_once_it_has_settled():
    started = journal.StepStarted(hop=0, node="a1", attempt=1)
    settled = journal.StepSettled(hop=0, node="a1", attempt=1, exit=0, state="new", version="1.11.3")
    (under_way,) = ledger(entries(BOUND, started))
    (kept,) = ledger(entries(BOUND, started, settled))

    assert (under_way.state, under_way.what) == (ItemState.THERE, "/var/lib/dcos-upgrade/target/1.11.3")
    assert (kept.state, kept.why, kept.until, kept.since) == (ItemState.KEPT, GUARD, None, under_way.since)


def test_an_attempt_that_never_began_leaves_its_mark_on_purpose():
    started = journal.StepStarted(hop=0, node="a1", attempt=1)
    (item,) = ledger(entries(BOUND, started, journal.StepNotBegun(hop=0, node="a1", attempt=1)))

    assert item.state is ItemState.KEPT


def test_the_test_app_is_there_until_it_is_removed():
    app = "/dcos-upgrade-test"
    deployed = journal.TestAppDeployed(app=app, targets={"a1": "10.0.0.1:1"})
    (there,) = ledger(entries(journal.TestAppStarted(app=app), deployed))
    (gone,) = ledger(entries(journal.TestAppStarted(app=app), deployed, journal.TestAppRemoved(app=app)))

    assert (there.what, there.where, there.state) == (app, "cluster", ItemState.THERE)
    assert gone.state is ItemState.UNDONE


def test_of_two_test_apps_only_the_one_that_was_removed_is_undone():
    items = ledger(
        entries(
            journal.TestAppStarted(app="/run"),
            journal.TestAppStarted(app="/fresh"),
            journal.TestAppRemoved(app="/fresh"),
        )
    )

    assert {item.what: item.state for item in items} == {"/run": ItemState.THERE, "/fresh": ItemState.UNDONE}


def test_a_held_back_marathon_is_there_until_it_is_let_go():
    held = journal.MarathonHeldBack(hop=0, node="m2")
    (there,) = ledger(entries(held))
    (gone,) = ledger(entries(held, journal.MarathonLetGo(hop=0, node="m2")))

    assert (there.where, there.state) == ("m2", ItemState.THERE)
    assert there.why
    assert gone.state is ItemState.UNDONE


def test_the_changed_definition_of_a_service_marathon_is_kept_as_it_is_the_upgrade():
    begun = journal.ServiceUpdateStarted(hop=0, app="/mom", version_before="1.4.7", framework_id="f")
    (there,) = ledger(entries(begun))
    (kept,) = ledger(entries(begun, journal.ServiceUpdated(hop=0, app="/mom", deployment="d")))

    assert there.state is ItemState.THERE
    assert (kept.state, bool(kept.why)) == (ItemState.KEPT, True)


def test_every_item_that_is_kept_says_why():
    cluster = FakeCluster(plan=plan_of())
    run(cluster)

    kept = [item for item in ledger(cluster.entries) if item.state is ItemState.KEPT]

    assert {item.where for item in kept} == set(cluster.nodes)
    assert all(item.why for item in kept)


# --- every way out ----------------------------------------------------------------------------------------------------


def assert_nothing_is_left(cluster: FakeCluster) -> None:
    assert cluster.owners == {}
    assert still_there(ledger(cluster.entries)) == ()


def test_a_run_that_is_done_leaves_no_owner_file():
    cluster = FakeCluster(plan=plan_of())

    assert run(cluster).outcome == "done"
    assert_nothing_is_left(cluster)
    assert {item.where for item in of(cluster, Kind.OWNER_FILE)} == {"m1", "m2", "m3"}


def test_a_run_that_failed_leaves_no_owner_file():
    cluster = FakeCluster(plan=plan_of(), lost=("task web.1: is gone",))

    assert run(cluster).outcome == "failed"
    assert_nothing_is_left(cluster)


def test_a_halted_run_keeps_its_owner_files_until_it_is_given_up():
    cluster = FakeCluster(plan=plan_of())
    cluster.verdicts = lambda gate, node: Verdict.FAIL if gate == "master-rejoined" else Verdict.PASS

    run(cluster)
    assert {item.state for item in of(cluster, Kind.OWNER_FILE)} == {ItemState.THERE}

    assert run(cluster, ABORT).outcome == "aborted"
    assert_nothing_is_left(cluster)


def moments() -> int:
    """How often a run to its end can die."""
    death = Executioner()
    run(FakeCluster(plan=plan_of()), death=death)
    return death.moments


@pytest.mark.parametrize("moment", range(1, 24))
def test_a_run_that_dies_early_and_is_given_up_leaves_no_owner_file(moment: int):
    """The first moments hold the claim of each master: a death between two of them must not leave the first file behind."""
    cluster = FakeCluster(plan=plan_of())
    with pytest.raises(Killed):
        run(cluster, death=Executioner(moment))
    if not cluster.entries:
        return  # it died before there was a run

    assert run(cluster, ABORT).outcome == "aborted"
    assert_nothing_is_left(cluster)


def test_whenever_a_run_dies_its_next_process_ends_it_without_an_owner_file():
    for moment in range(1, moments() + 1, 5):
        cluster = FakeCluster(plan=plan_of())
        with pytest.raises(Killed):
            run(cluster, death=Executioner(moment))

        assert run(cluster).outcome == "done"
        assert_nothing_is_left(cluster)
