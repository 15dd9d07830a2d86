"""The status of a run to which people had something to say, or have."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fakes.cluster import PACING, FakeCluster, inventory, plan_of
from msgspec.structs import replace

from dcos_upgrade.core import journal
from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.core.plan import StageName
from dcos_upgrade.render.console.status import status_text
from dcos_upgrade.render.keys.status import status_keys
from dcos_upgrade.render.terminal import PLAIN
from dcos_upgrade.usecases.node_status import Where
from dcos_upgrade.usecases.running import drive
from dcos_upgrade.usecases.status import RunStatus, State, describe, exit_code

NODES = inventory(masters=3, private=3, public=1)
POINTS = ("before-hop", "before-private-agents")


def cluster_of(
    releases: Sequence[str] = ("1.10.7", "1.11.3"), *, fails: str = "", approvals: tuple[str, ...] = ()
) -> FakeCluster:
    plan = plan_of(releases, nodes=NODES, pacing=replace(PACING, failure_budget=1))
    cluster = FakeCluster(plan=replace(plan, approvals=approvals) if approvals else plan)
    cluster.script_exit = lambda name: 1 if name == fails else 0
    cluster.swaps = lambda name: name != fails
    return cluster


def status_of(cluster: FakeCluster, *events: journal.Event, until: StageName | None = None) -> RunStatus:
    context = cluster.process()
    for event in events:
        context.write(event)
    asyncio.run(drive(context, until=until))
    return describe(cluster.plan, cluster.entries, carried_out=False)


def test_a_run_that_ended_without_a_failed_agent_is_done_with_findings_and_says_which():
    status = status_of(cluster_of(fails="a2"))
    text = status_text(status, PLAIN)

    assert (status.state, exit_code(status)) == (State.DONE, ExitCode.FINDINGS)
    assert status_keys(status)["nodes"] == {
        "done": 6,
        "in_flight": 0,
        "quarantined": 1,
        "left_out": 0,
        "in_doubt": 0,
        "waiting": 0,
    }
    assert "every node but a2 (quarantined) is at 1.11.3" in text
    assert "exit 1" in text
    assert status.next.startswith("mend a2, then: dcos-upgrade capture")


def test_a_quarantined_node_carries_its_signature_its_reason_and_the_release_that_it_has():
    status = status_of(cluster_of(fails="a2"))

    [node] = [each for each in status_keys(status)["node_list"] if each["id"] == "a2"]
    assert node["signature"].startswith("old-clean, exit 1") or "exit 1" in node["signature"]
    assert "the script ended with 1" in node["note"]
    assert (node["release"], node["by"]) == ("1.10.7", "")


def test_a_run_that_ended_without_a_left_out_agent_is_done_with_findings():
    status = status_of(cluster_of(), journal.LeftOut(node="a2", by="kim", reason="scrapped"))

    assert (status.state, exit_code(status)) == (State.DONE, ExitCode.FINDINGS)
    assert [(node.id, node.by, node.note) for node in status.at(Where.LEFT_OUT)] == [("a2", "kim", "scrapped")]
    assert "every node but a2 (left out)" in status_text(status, PLAIN)


def test_a_node_that_was_set_aside_in_the_first_hop_is_still_shown_at_the_door_of_the_second():
    status = status_of(cluster_of(("1.9.9", "1.10.7", "1.11.3"), fails="a2"))
    text = status_text(status, PLAIN)

    assert (status.state, exit_code(status)) == (State.HALTED, ExitCode.HALTED)
    assert [node.id for node in status.at(Where.QUARANTINED)] == ["a2"]
    assert {node.release for node in status.at(Where.QUARANTINED)} == {"1.9.9"}
    assert "dcos-upgrade readmit a2" in text


def test_a_point_that_waits_for_its_approval_is_named_with_the_command_that_gives_it():
    status = status_of(cluster_of(approvals=POINTS))
    keys = status_keys(status)

    assert keys["halted_by"]["approval"] == "before-hop"
    assert keys["approvals"] == [
        {"hop": 1, "point": "before-hop", "now": True},
        {"hop": 1, "point": "before-private-agents", "now": False},
    ]
    assert "dcos-upgrade approve 'before-hop' --plan" in status_text(status, PLAIN)


def test_an_approval_that_was_given_or_a_point_that_was_passed_is_not_awaited():
    cluster = cluster_of(approvals=POINTS)
    yes = journal.Approved(plan=cluster.plan.digest, hop=0, point="before-hop", by="kim", reason="r")

    status = status_of(cluster, yes)

    assert [(each.point, each.now) for each in status.approvals] == [("before-private-agents", True)]


def test_approvals_of_later_hops_are_ahead():
    status = status_of(cluster_of(("1.9.9", "1.10.7", "1.11.3"), approvals=("before-hop",)))

    assert [(each.hop, each.now) for each in status.approvals] == [(1, True), (2, False)]


def test_a_run_that_is_over_awaits_no_approval():
    cluster = cluster_of(approvals=("before-hop",))
    yes = journal.Approved(plan=cluster.plan.digest, hop=0, point="before-hop", by="kim", reason="r")

    assert status_of(cluster, yes).approvals == ()


def test_leaders_that_changed_are_counted_for_each_hop():
    keys = status_keys(status_of(cluster_of(("1.9.9", "1.10.7", "1.11.3"))))

    assert [each["hop"] for each in keys["elections"]] == [1, 2]
    assert all(each["mesos"] >= 1 for each in keys["elections"][:1])


def test_a_pause_says_what_it_costs():
    cluster = cluster_of()
    asyncio.run(drive(cluster.process(), only=frozenset({"m1"})))
    cluster.process().write(journal.PauseRequested(by="ada", reason="lunch"))
    status = describe(cluster.plan, cluster.entries, carried_out=False)
    text = status_text(status, PLAIN)

    assert "by ada since 2018-07-24" in text
    assert "2 of 3 masters are still at 1.10.7" in " ".join(text.split())
    assert status_keys(status)["paused"]["costs"] == list(status.costs)


def test_a_run_at_work_costs_nothing_to_tell():
    cluster = cluster_of()
    asyncio.run(drive(cluster.process(), only=frozenset({"m1"})))

    assert describe(cluster.plan, cluster.entries, carried_out=True).costs == ()
