"""The audit: what lies on the cluster against the ledgers, each kind shown expected, left over and unknown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fakes.memory import Stage, stage

from dcos_upgrade.core import journal
from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.core.error import ExitCode, Unreadable
from dcos_upgrade.core.journal import GENESIS, Entry, Event, seal
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.core.step import Begun, StepLook
from dcos_upgrade.engine.audit import (
    OTHER_FILE,
    PARTIAL_FILE,
    STATE_DIRECTORY,
    SWAP,
    UNIT_DROP_IN,
    Found,
    Verdict,
    marked_app,
    on_node,
    owner_file,
    step_files,
)
from dcos_upgrade.engine.ledger import Kind
from dcos_upgrade.lab.memory.script import Moment
from dcos_upgrade.probes.marked_apps import MARKED_APPS
from dcos_upgrade.probes.tool_files import MOST_FILES, TOOL_FILES, ToolFiles
from dcos_upgrade.usecases.leftovers import Audit, audit, exit_code, known_runs

START = datetime(2018, 7, 24, 3, 0, tzinfo=UTC)
MASTER = Node(id=NodeId("m1"), address="10.0.0.1", role=Role.MASTER)
AGENT = Node(id=NodeId("a1"), address="10.0.0.9", role=Role.PRIVATE_AGENT)
CREATED = journal.RunCreated(
    plan="d", cluster="c", route=("1.10.7", "1.11.3"), baseline="b", tool_version="0", by="kim"
)
BOUND = journal.HopBound(
    hop=0,
    source="1.10.7",
    target="1.11.3",
    script_url="http://boot/x",
    script_sha256="0",
    bootstrap_url="",
    package_ids=(),
)
DONE = journal.RunCompleted(outcome="done")
CLAIMED = journal.OwnerClaimed(masters=("m1",))
LOOK = StepLook(
    node=AGENT.id,
    time=START,
    begun=Begun(run="r1", epoch=1, attempt=1, boot_id="b"),
    alive=False,
    rebooted=False,
    exit=None,
    version="1.10.7",
)
CLEAN = ToolFiles(files=(), owner=None, swap=(), active=True, marathon="active")


def entries(*events: Event, run: str = "r1") -> tuple[Entry, ...]:
    return tuple(
        seal(seq=n, run=run, epoch=1, time=START + timedelta(seconds=n), event=event, previous=GENESIS)
        for n, event in enumerate(events, start=1)
    )


def runs(*events: Event):
    return known_runs([entries(CREATED, *events)])


def one(node: Node, files: ToolFiles, looks: dict[str, StepLook] | None = None, *events: Event) -> Found:
    (found,) = on_node(node, files, looks or {}, runs(*events))
    return found


# --- owner files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("run", "events", "verdict", "command"),
    [
        ("r1", (CLAIMED,), Verdict.EXPECTED, ""),
        ("r1", (CLAIMED, DONE), Verdict.LEFTOVER, "ssh 10.0.0.1 sudo rm /var/lib/dcos-upgrade/owner"),
        ("another", (), Verdict.UNKNOWN, "sudo cat /var/lib/dcos-upgrade/owner"),
        ("", (), Verdict.UNKNOWN, "sudo cat"),
    ],
)
def test_an_owner_file_is_judged_by_its_run(run: str, events: tuple[Event, ...], verdict: Verdict, command: str):
    found = owner_file(MASTER, run, runs(*events))

    assert (found.verdict, found.run) == (verdict, run)
    assert command in found.next
    assert ("rm " in found.next) is (verdict is Verdict.LEFTOVER)


# --- steps ------------------------------------------------------------------------------------------------------------

STARTED = journal.StepStarted(hop=0, node="a1", attempt=1)
SETTLED = journal.StepSettled(hop=0, node="a1", attempt=1, exit=None, state="new", version="1.11.3")


def test_a_step_that_ended_keeps_its_files():
    found = step_files(AGENT, "1.11.3", replace(LOOK, exit=0), runs())

    assert found.verdict is Verdict.EXPECTED
    assert "kept" in found.why


def test_a_step_in_doubt_is_left_over_and_recover_explains_it():
    found = step_files(AGENT, "1.11.3", LOOK, runs(BOUND, STARTED))

    assert (found.verdict, found.next) == (Verdict.LEFTOVER, "dcos-upgrade recover a1")


def test_a_step_in_doubt_whose_node_the_run_found_at_its_target_is_expected():
    assert step_files(AGENT, "1.11.3", LOOK, runs(BOUND, STARTED, SETTLED)).verdict is Verdict.EXPECTED


@pytest.mark.parametrize(
    ("events", "verdict"), [((BOUND, STARTED), Verdict.EXPECTED), ((BOUND, STARTED, DONE), Verdict.UNKNOWN)]
)
def test_a_live_job_is_an_open_runs_or_nobody_knows_whose(events: tuple[Event, ...], verdict: Verdict):
    found = step_files(AGENT, "1.11.3", replace(LOOK, alive=True), runs(*events))

    assert found.verdict is verdict
    assert "rm" not in found.next.split()


def test_marks_of_attempts_that_were_set_aside_are_expected():
    assert step_files(AGENT, "1.11.3", replace(LOOK, begun=None), runs()).verdict is Verdict.EXPECTED


# --- other files, swaps, Marathon, the test app -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "kind", "verdict"),
    [
        ("owner.4711", PARTIAL_FILE, Verdict.LEFTOVER),
        ("target/1.11.3/fetched.17", PARTIAL_FILE, Verdict.LEFTOVER),
        ("journal.db-wal", STATE_DIRECTORY, Verdict.EXPECTED),
        ("notes.txt", OTHER_FILE, Verdict.UNKNOWN),
    ],
)
def test_a_stray_file_is_named_for_what_it_is(path: str, kind: str, verdict: Verdict):
    found = one(MASTER, replace_files(path))

    assert (found.kind, found.verdict) == (kind, verdict)


def replace_files(*paths: str) -> ToolFiles:
    return ToolFiles(files=paths, owner=None, swap=(), active=True, marathon="active")


def test_traces_of_a_swap_are_left_over_unless_a_job_lives():
    torn = ToolFiles(
        files=(), owner=None, swap=("/opt/mesosphere/install_progress",), active=False, marathon="not-found"
    )

    broken_off = one(AGENT, torn)
    under_way = [
        each for each in on_node(AGENT, torn, {"1.11.3": replace(LOOK, alive=True)}, runs()) if each.kind == SWAP
    ]

    assert (broken_off.verdict, broken_off.next) == (Verdict.LEFTOVER, "dcos-upgrade recover a1")
    assert "no /opt/mesosphere/active" in broken_off.what
    assert under_way[0].verdict is Verdict.EXPECTED


@pytest.mark.parametrize(
    ("state", "events", "verdict"),
    [
        ("inactive", (journal.MarathonHeldBack(hop=0, node="m1"),), Verdict.EXPECTED),
        ("inactive", (journal.MarathonHeldBack(hop=0, node="m1"), DONE), Verdict.LEFTOVER),
        ("inactive", (), Verdict.LEFTOVER),
        ("failed", (journal.MarathonHeldBack(hop=0, node="m1"), DONE), Verdict.LEFTOVER),
        ("failed", (), Verdict.UNKNOWN),
    ],
)
def test_a_stopped_marathon_is_held_back_left_over_or_unexplained(
    state: str, events: tuple[Event, ...], verdict: Verdict
):
    stopped = ToolFiles(files=(), owner=None, swap=(), active=True, marathon=state)
    found = one(MASTER, stopped, None, *events)

    assert (found.kind, found.verdict) == (Kind.HELD_MARATHON, verdict)
    assert ("systemctl start" in found.next) is (verdict is Verdict.LEFTOVER)


@pytest.mark.parametrize("state", ["inactive", "not-found"])
def test_an_agent_has_no_marathon_to_miss(state: str):
    assert list(on_node(AGENT, ToolFiles(files=(), owner=None, swap=(), active=True, marathon=state), {}, runs())) == []


@pytest.mark.parametrize(
    ("run", "events", "verdict"),
    [
        ("r1", (journal.TestAppStarted(app="/t"),), Verdict.EXPECTED),
        ("r1", (journal.TestAppStarted(app="/t"), DONE), Verdict.LEFTOVER),
        ("r1", (journal.TestAppStarted(app="/another"),), Verdict.LEFTOVER),
        ("r1", (), Verdict.LEFTOVER),
        ("another", (), Verdict.UNKNOWN),
    ],
)
def test_a_test_app_is_judged_by_its_run(run: str, events: tuple[Event, ...], verdict: Verdict):
    found = marked_app("/t", run, runs(*events))

    assert found.verdict is verdict
    assert ("remove" in found.next) is (verdict is Verdict.LEFTOVER)


@pytest.mark.parametrize(
    ("events", "verdict"),
    [((journal.MarathonHeldBack(hop=0, node="m1"),), Verdict.EXPECTED), ((), Verdict.LEFTOVER)],
)
def test_a_drop_in_that_keeps_marathon_from_starting_is_only_an_open_runs(events: tuple[Event, ...], verdict: Verdict):
    (found,) = on_node(
        MASTER,
        ToolFiles(files=(), owner=None, swap=(), active=True, marathon="active", drop_in=True),
        {},
        runs(*events),
    )

    assert (found.kind, found.verdict) == (UNIT_DROP_IN, verdict)
    assert ("rm " in found.next) is (verdict is Verdict.LEFTOVER)


def test_a_clean_node_has_nothing():
    assert list(on_node(MASTER, CLEAN, {}, runs())) == []


# --- what the nodes answer --------------------------------------------------------------------------------------------


def said(text: str, status: int = 0) -> Answer:
    return Answer(body=text.encode(), status=status, source="ssh://m1", time=START)


def test_the_answer_is_read_whole():
    fact = TOOL_FILES.parse(
        said(
            "[files]\n/var/lib/dcos-upgrade/owner\n/var/lib/dcos-upgrade/target/1.11.3/begun\n[owner]\ncluster c\nrun r1\n"
            "[swap]\n/opt/mesosphere/active.new\n[active]\n[marathon]\nLoadState=loaded\nActiveState=inactive\n[end]\n"
        )
    )

    assert fact.targets == ("1.11.3",)
    assert fact.owner == {"cluster": "c", "run": "r1"}
    assert (fact.swap, fact.active, fact.marathon) == (("/opt/mesosphere/active.new",), True, "inactive")


@pytest.mark.parametrize(
    "answer",
    [
        said("", status=13),
        said(""),
        said("[files]\n[swap]\n"),
        said("[files]\n/etc/passwd\n[swap]\n[end]\n"),
        said("[files]\n" + "/var/lib/dcos-upgrade/x\n" * (MOST_FILES + 1) + "[swap]\n[end]\n"),
        said("[files]\n\0\n[swap]\n[end]\n"),
    ],
)
def test_an_answer_that_is_not_whole_is_no_answer(answer: Answer):
    with pytest.raises(Unreadable):
        TOOL_FILES.parse(answer)


def test_only_apps_with_the_label_are_taken_whether_marathon_filters_or_not():
    body = {"apps": [{"id": "/t", "labels": {"DCOS_UPGRADE_RUN": "r1"}}, {"id": "/web", "labels": {}}, {"id": "/x"}]}

    assert MARKED_APPS.parse(said(json.dumps(body), status=200)).apps == {"/t": "r1"}


# --- whole clusters ---------------------------------------------------------------------------------------------------


def audited(run: Stage) -> Audit:
    latest = run.site.runs.latest_run()
    known = known_runs([run.site.runs.entries(latest)] if latest else [])
    return run.site.run(audit(run.site, run.site.nodes, known))


def test_a_fresh_cluster_holds_nothing_of_ours():
    found = audited(stage())

    assert (found.found, found.unseen) == ((), ())
    assert exit_code(found) is ExitCode.DONE


def test_after_a_run_that_is_done_only_what_is_kept_lies_there():
    run = stage()
    assert run.go().outcome == "done"

    found = audited(run)

    assert {each.verdict for each in found.found} == {Verdict.EXPECTED}
    assert {each.kind for each in found.found} == {Kind.STEP_FILES}
    assert {each.node for each in found.found} == set(run.site.machines.releases())
    assert exit_code(found) is ExitCode.DONE


def test_a_swap_that_was_broken_off_is_found_with_its_run_and_its_way_out():
    run = stage()
    run.site.machines.strike("a1", Moment.ARCHIVED)
    run.go()

    found = audited(run)
    leftovers = found.of(Verdict.LEFTOVER)

    assert {each.kind for each in leftovers} == {SWAP, Kind.STEP_FILES}
    assert {(each.node, each.run, each.next) for each in leftovers} == {
        ("a1", run.site.runs.latest_run(), "dcos-upgrade recover a1")
    }
    assert {each.kind for each in found.of(Verdict.EXPECTED)} == {Kind.OWNER_FILE, Kind.STEP_FILES}
    assert exit_code(found) is ExitCode.FINDINGS


def test_the_owner_files_of_an_open_run_are_nobodys_without_its_journal():
    run = stage()
    run.site.set_fault("bootstrap-down")
    run.go()

    found = run.site.run(audit(run.site, run.site.nodes, {}))

    assert {(each.kind, each.verdict) for each in found.found} == {(Kind.OWNER_FILE, Verdict.UNKNOWN)}
    assert exit_code(found) is ExitCode.FINDINGS


def test_a_node_that_does_not_answer_is_unknown_by_name():
    run = stage()
    run.site.set_fault("power-lost", "a2")

    found = audited(run)

    assert [each.node for each in found.unseen] == ["a2"]
    assert exit_code(found) is ExitCode.UNKNOWN


def test_a_marathon_that_nobody_can_ask_leaves_the_test_app_unknown():
    run = stage(masters=1)
    run.site.set_fault("power-lost", "m1")

    assert {each.node for each in audited(run).unseen} == {"m1", "cluster"}
