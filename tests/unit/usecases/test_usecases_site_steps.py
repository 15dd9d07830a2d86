"""A site's steps in a run: asked at their points, before anything else happens there, and again after a death or a resume."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from fakes.cluster import Executioner, FakeCluster, Killed, plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Stale
from dcos_upgrade.core.plan import Plan, SiteStep
from dcos_upgrade.core.site import Decision, SiteAnswer
from dcos_upgrade.engine.site import SITE_POINTS
from dcos_upgrade.engine.state import RunState, fold
from dcos_upgrade.lab.memory.site_commands import MemoryCommands
from dcos_upgrade.usecases.running import drive
from dcos_upgrade.usecases.site_programs import as_planned, of_the_cluster, programs
from dcos_upgrade.usecases.status import describe
from dcos_upgrade.usecases.workbook.site import site_rows


def step_at(point: str, name: str = "lb", **words: float) -> SiteStep:
    return SiteStep(name=name, at=point, command=("/usr/local/bin/lb",), **words)


def cluster_with(*steps: SiteStep, releases: tuple[str, ...] = ("1.10.7", "1.11.3")) -> FakeCluster:
    return FakeCluster(plan=msgspec.structs.replace(plan_of(releases), site_steps=steps))


def go(cluster: FakeCluster, death: Executioner | None = None) -> RunState:
    return asyncio.run(drive(cluster.process(death)))


def says(decision: Decision, reason: str = "so", retry_after: float = 0.0) -> SiteAnswer:
    return SiteAnswer(decision=decision, reason=reason, retry_after=retry_after, output="what it said")


def story(cluster: FakeCluster) -> list[str]:
    """The site's answers between the starts and verifications of nodes, and the ends of stages and hops."""
    told = []
    for entry in cluster.entries:
        match entry.event:
            case journal.SiteStepAnswered() as event:
                told.append(f"{event.point} {event.subject}")
            case journal.StepStarted() | journal.StepVerified() as event:
                told.append(f"{type(event).__name__} {event.node}")
            case (
                journal.HopBound() | journal.StageCompleted() | journal.HopCompleted() | journal.RunCompleted() as event
            ):
                told.append(f"{type(event).__name__} {getattr(event, 'stage', '')}".strip())
            case _:
                pass
    return told


@pytest.mark.parametrize("point", SITE_POINTS)
def test_every_point_is_asked_in_each_hop(point: str):
    cluster = cluster_with(step_at(point), releases=("1.10.7", "1.11.3", "1.12.3"))

    state = go(cluster)

    assert state.outcome == "done"
    asked = [(each["at"], each["hop"]["number"]) for each in cluster.site.asked]
    each_node = len(cluster.plan.inventory.nodes) if point.endswith("-node") else 1
    assert asked == [(point, 1)] * each_node + [(point, 2)] * each_node


@pytest.mark.parametrize(
    ("point", "subject", "then"),
    [
        ("before-hop", "cluster", "HopBound"),
        ("before-node", "m1", "StepStarted m1"),
        ("before-private-agents", "cluster", "StepStarted a1"),
        ("after-masters", "cluster", "StageCompleted masters"),
        ("after-validation", "cluster", "StageCompleted validation"),
        ("after-hop", "cluster", "HopCompleted"),
    ],
)
def test_it_is_asked_right_before_what_it_stands_before(point: str, subject: str, then: str):
    cluster = cluster_with(step_at(point))

    go(cluster)

    told = story(cluster)
    assert told[told.index(f"{point} {subject}") + 1] == then


def test_the_next_node_begins_only_after_the_step_after_this_one():
    cluster = cluster_with(step_at("after-node"))

    go(cluster)

    told = story(cluster)
    verified = [index for index, each in enumerate(told) if each.startswith("StepVerified")]
    assert all(told[index + 1] == f"after-node {told[index].split()[1]}" for index in verified)
    assert len(verified) == len(cluster.plan.inventory.nodes)


def test_a_question_says_all_that_a_command_may_need():
    cluster = cluster_with(step_at("before-node"))

    go(cluster)

    assert cluster.site.asked[0] == {
        "schema": "dcos-upgrade/site-question/1",
        "run": "r1",
        "plan": cluster.plan.digest,
        "cluster": "fake",
        "step": "lb",
        "at": "before-node",
        "hop": {"number": 1, "of": 1, "from": "1.10.7", "to": "1.11.3"},
        "node": {"id": "m1", "address": cluster.plan.inventory.masters[0].address, "role": "master", "rack": "r2"},
        "asked_before": False,
    }


def test_hold_is_asked_again_no_sooner_than_it_says():
    cluster = cluster_with(step_at("before-hop"))
    cluster.site.answers["lb"] = [says(Decision.HOLD, retry_after=90.0), says(Decision.HOLD), says(Decision.PROCEED)]

    state = go(cluster)

    times = [entry.time for entry in cluster.entries if isinstance(entry.event, journal.SiteStepAnswered)]
    assert state.outcome == "done"
    assert (times[1] - times[0]).total_seconds() >= 90
    assert len(cluster.site.asked) == 3


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (says(Decision.FAIL, "no change request"), "no change request"),
        (says(Decision.HOLD, "3 sessions left", 400.0), "it held for 300 s: 3 sessions left"),
    ],
)
def test_fail_and_a_hold_without_end_halt_before_anything_is_touched_and_resume_asks_again(
    answer: SiteAnswer, reason: str
):
    cluster = cluster_with(step_at("before-hop", patience=300.0))
    cluster.site.answers["lb"] = [answer]

    halted = go(cluster).halted

    assert halted is not None
    assert (halted.what, halted.name) == ("site", "lb")
    assert reason in halted.reason
    assert halted.evidence == ("what it said",)
    assert cluster.starts == []
    assert go(cluster).outcome == "done"


def test_a_node_that_its_step_fails_for_is_not_begun():
    cluster = cluster_with(step_at("before-node"))
    cluster.site.answers["lb"] = [says(Decision.PROCEED), says(Decision.FAIL)]

    halted = go(cluster).halted

    assert halted is not None
    assert halted.node not in cluster.starts
    assert len(cluster.starts) == 1


@pytest.mark.parametrize("at", range(1, 16))
def test_wherever_a_process_dies_every_answer_is_heard_and_nothing_runs_twice(at: int):
    cluster = cluster_with(step_at("before-hop"), step_at("before-node", "drain"))

    with pytest.raises(Killed):
        go(cluster, Executioner(at))
    state = go(cluster)

    answered = {
        (entry.event.point, entry.event.subject)
        for entry in cluster.entries
        if isinstance(entry.event, journal.SiteStepAnswered)
    }
    assert state.outcome == "done"
    assert answered == {
        ("before-hop", "cluster"),
        *(("before-node", str(node.id)) for node in cluster.plan.inventory.nodes),
    }
    assert len(cluster.starts) == len(set(cluster.starts))


@dataclass
class Dying(MemoryCommands):
    """The process dies while its first question is answered."""

    async def call(self, step: SiteStep, question: Mapping[str, Any]) -> SiteAnswer:
        first = not self.asked
        answer = await super().call(step, question)
        if first:
            raise Killed
        return answer


def test_a_command_that_was_asked_and_never_heard_is_told_so():
    cluster = cluster_with(step_at("before-hop"))
    cluster.site = Dying(witness=lambda: None)

    with pytest.raises(Killed):
        go(cluster)
    go(cluster)

    assert [each["asked_before"] for each in cluster.site.asked] == [False, True]


def test_a_program_that_is_not_here_is_refused_by_its_steps_name():
    class Elsewhere(MemoryCommands):
        def missing(self, step: SiteStep) -> str:
            return f"{step.command[0]} is not there"

    plan: Plan = cluster_with(step_at("before-hop")).plan

    with pytest.raises(Refused, match="the site's step lb cannot be called on this machine"):
        as_planned(plan, Elsewhere(witness=lambda: None), begun=False)
    with pytest.raises(Refused, match="the site's step lb cannot be called on this machine"):
        programs(plan.site_steps or (), Elsewhere(witness=lambda: None))
    as_planned(plan, MemoryCommands(witness=lambda: None), begun=False)


def with_program(digest: str) -> FakeCluster:
    """A plan that relies on the digest of its step's program, which lies here."""
    cluster = cluster_with(step_at("before-node"))
    cluster.site.programs = {"lb": digest}
    facts = programs((step_at("before-node"),), cluster.site)
    cluster.plan = msgspec.structs.replace(cluster.plan, relied_on={"cluster id": "c", **facts})
    return cluster


@pytest.mark.parametrize(("begun", "refused"), [(False, Stale), (True, Refused)])
def test_a_program_that_is_not_the_planned_one_is_refused_with_both_digests(
    begun: bool, refused: type[DcosUpgradeError]
):
    cluster = with_program("aaa")
    as_planned(cluster.plan, cluster.site, begun=begun)
    cluster.site.programs = {"lb": "bbb"}

    with pytest.raises(refused) as told:
        as_planned(cluster.plan, cluster.site, begun=begun)

    assert type(told.value) is refused
    assert told.value.evidence == "program of the site's step lb: aaa then, bbb now"


def test_a_plan_from_before_programs_were_asked_for_is_carried_on():
    cluster = cluster_with(step_at("before-node"))
    cluster.site.programs = {"lb": "bbb"}

    as_planned(cluster.plan, cluster.site, begun=True)

    assert go(cluster).outcome == "done"


def test_programs_are_not_looked_for_among_the_facts_of_the_cluster():
    assert of_the_cluster(with_program("aaa").plan.relied_on) == {"cluster id": "c"}


def test_a_program_that_is_exchanged_in_the_middle_of_a_run_is_not_called():
    cluster = with_program("aaa")
    cluster.site.answers["lb"] = [says(Decision.PROCEED)]
    cluster.on_begun = lambda node, target: cluster.site.programs.update(lb="bbb")

    halted = go(cluster).halted

    assert halted is not None
    assert "it is not the program of the plan" in halted.reason
    assert len(cluster.site.asked) == len(cluster.starts) == 1


def test_the_journal_holds_what_each_step_said():
    cluster = cluster_with(step_at("before-hop"))
    cluster.site.answers["lb"] = [says(Decision.PROCEED, "drained")]

    go(cluster)

    progress = fold(cluster.entries).site[0, "before-hop", "cluster", "lb"]
    assert progress.answer is not None
    assert (progress.answer.decision, progress.answer.reason) == ("proceed", "drained")


def test_the_report_has_a_row_for_each_answer():
    cluster = cluster_with(step_at("before-hop"))
    cluster.site.answers["lb"] = [says(Decision.HOLD, "3 left"), says(Decision.PROCEED)]

    go(cluster)

    rows = site_rows(cluster.entries)
    assert [(row.name, row.subject, row.decision, row.why) for row in rows] == [
        ("lb", "cluster", "hold", "3 left"),
        ("lb", "cluster", "proceed", "so"),
    ]
    assert all(row.seconds is not None and row.said == ("what it said",) for row in rows)


def test_the_status_says_which_step_holds_the_run():
    cluster = cluster_with(step_at("before-hop"))
    go(cluster)
    heard = next(
        index for index, entry in enumerate(cluster.entries) if isinstance(entry.event, journal.SiteStepAnswered)
    )
    held = msgspec.structs.replace(cluster.entries[heard].event, decision="hold", reason="3 left")
    entries = [*cluster.entries[:heard], msgspec.structs.replace(cluster.entries[heard], event=held)]

    asked = describe(cluster.plan, entries[:-1], carried_out=True)
    holding = describe(cluster.plan, entries, carried_out=True)

    assert asked.not_yet == "the site's step lb at before-hop (cluster): it was asked and has not answered"
    assert holding.not_yet == "the site's step lb at before-hop (cluster): 3 left"
