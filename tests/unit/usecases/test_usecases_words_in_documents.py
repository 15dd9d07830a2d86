"""The report and the runbook show where people have a say, and what they said."""

from __future__ import annotations

from datetime import UTC, datetime

import cluster_facts as facts
import msgspec
from fakes.cluster import FakeCluster, plan_of
from reported import plan, report, run

from dcos_upgrade import probes
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.core import journal
from dcos_upgrade.core.acknowledgement import Acknowledgements, Question
from dcos_upgrade.core.plan import StageName
from dcos_upgrade.render.workbook import markdown
from dcos_upgrade.usecases.runbook import Places, Runbook, runbook_of

ASIDE = journal.Quarantined(hop=0, node="a2", signature="disk", reason="disk | full", by="kim", evidence=("e",))
BACK = journal.Readmitted(hop=0, node="a2", stage="private-agents", wave=1, by="ada", reason="new disk")
OUT = journal.LeftOut(node="a2", by="kim", reason="scrapped")
YES = journal.Approved(plan="d" * 64, hop=0, point="before-hop", by="ada", reason="change 4711")


def said(*words: journal.Event) -> FakeCluster:
    cluster = FakeCluster(plan=plan())
    context = cluster.process()
    for word in words:
        context.write(word)
    return run(cluster)


def test_every_word_has_its_line_in_the_report():
    known = report(said(ASIDE, BACK, ASIDE, OUT, YES), snapshots=False)

    assert [(word.kind, word.by) for word in known.words] == [
        ("quarantine", "kim"),
        ("readmission", "ada"),
        ("quarantine", "kim"),
        ("left out", "kim"),
        ("approval", "ada"),
    ]
    text = markdown(known)
    for words in ("new disk", "scrapped", "change 4711", "before-hop"):
        assert words in text
    assert "disk | full" not in text


def test_the_report_has_what_was_acknowledged_by_whom_and_what_was_not():
    asked = Acknowledgements(
        asked=(
            Question(id="ticket", title="t", question="Is a ticket open?", section="Gathering Data"),
            Question(id="image", title="t", question="Is the image there?", section="Pre-Upgrade Checklist"),
        )
    )
    cluster = FakeCluster(plan=msgspec.structs.replace(plan(), acknowledgements=asked))
    when = datetime(2018, 7, 3, 9, 30, tzinfo=UTC)
    besides = journal.Acknowledged(id="moon", question="Is it full?", by="ada", reason="seen", said=when)
    context = cluster.process()
    context.write(journal.Acknowledged(id="ticket", question="q", by="kim", reason="INC 4711", said=when))
    context.write(besides)

    known = report(run(cluster), snapshots=False)

    assert [(row.id, row.asked, row.by, row.time) for row in known.acknowledged] == [
        ("ticket", True, "kim", when),
        ("image", True, "", None),
        ("moon", False, "ada", when),
    ]
    text = markdown(known)
    assert "INC 4711" in text and "2018-07-03T09:30:00Z" in text and "Is it full?" in text
    assert "1 of 2 were given" in text and "Nobody has acknowledged image." in text


def test_a_plan_that_asks_nothing_says_so_in_the_report():
    assert "asks people for nothing" in markdown(report(said()))


def test_a_run_that_ended_without_a_node_does_not_say_that_all_is_well():
    known = report(said(ASIDE))

    assert known.without == ("a2",)
    assert "Done without 1 node" in markdown(known)


def test_a_run_with_every_node_says_so():
    known = report(said())

    assert known.without == ()
    assert known.words == ()
    assert "Done. Nothing was lost." in markdown(known)


def test_elections_are_counted_hop_by_hop():
    known = report(said())

    [hop] = known.elections
    seen = [handover.service for handover in known.handovers]
    assert (hop.hop, hop.mesos, hop.marathon) == (0, seen.count("Mesos"), seen.count("Marathon"))
    assert "Elections seen, by hop" in markdown(known)


def runbook(*approvals: str) -> Runbook:
    places = Places(
        shell=lambda node: f"ssh {node.address}",
        url=Endpoints().url,
        zookeeper_port=2181,
        script_url=lambda source, target: "http://boot/script",
        step_sha256="5" * 64,
        hold_sha256="6" * 64,
        known=True,
    )
    wanted = plan_of(("1.9.9", "1.10.7"), nodes=facts.INVENTORY)
    bent = msgspec.structs.replace(wanted, digest="d" * 64, approvals=approvals or msgspec.UNSET)
    return runbook_of(bent, probes.discover(), places, made=datetime(2018, 7, 9, tzinfo=UTC), tool_version="0")


def test_the_runbook_lists_each_approval_where_it_stops_the_run():
    book = runbook("before-hop", f"before-{StageName.PUBLIC_AGENTS}")

    stops = [
        (part.title, line.what, line.on)
        for part in book.hops[0].parts
        for line in part.lines
        if "approve" in line.command
    ]
    assert [(what, on) for _, what, on in stops] == [
        ("approve the point before-hop", "a person"),
        ("approve the point before-public-agents", "a person"),
    ]
    assert stops[0][0].startswith("masters, ")
    assert stops[1][0].startswith("public-agents, ")
    assert any("before-public-agents" in stop.when for stop in book.stops)


def test_a_plan_without_approvals_stops_nowhere_for_one():
    book = runbook()

    assert not any("approve" in line.command for part in book.hops[0].parts for line in part.lines)
    assert not any("approval" in stop.when for stop in book.stops)
