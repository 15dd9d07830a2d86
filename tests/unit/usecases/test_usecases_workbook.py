"""The report's values: what happened is in it, and what is not known is not made up."""

from __future__ import annotations

import asyncio

import cluster_facts as facts
import msgspec
from fakes.cluster import FakeCluster
from reported import MADE, REFUSAL, cluster, plan, report, run

from dcos_upgrade import probes
from dcos_upgrade.core import journal
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.snapshot import Evidence
from dcos_upgrade.core.snapshot_codec import encode
from dcos_upgrade.planning.plan_audit import audit
from dcos_upgrade.usecases.running import drive
from dcos_upgrade.usecases.workbook import workbook_of
from dcos_upgrade.usecases.workbook.model import Outcome


def failing_first_master() -> FakeCluster:
    broken = cluster()
    broken.verdicts = lambda gate, node: Verdict.FAIL if gate == "master-rejoined" else Verdict.PASS
    return run(broken)


def test_a_whole_run_is_done_with_nothing_lost_and_every_step_verified():
    known = report(run(cluster()))

    assert known.outcome is Outcome.DONE
    assert known.lost_nothing
    assert {step.node for step in known.steps if step.verified} == {"m1", "m2", "m3", "a1", "a2", "p1"}
    assert known.refusals == (REFUSAL,)


def test_the_report_says_what_the_audit_of_the_plan_says():
    known = report(run(cluster()))

    assert known.audit == audit(plan()).sentence


def test_steps_stand_in_the_order_in_which_they_happened():
    known = report(run(cluster()))

    assert [step.node for step in known.steps] == ["m1", "m2", "m3", "a1", "a2", "p1"]
    starts = [step.started for step in known.steps]
    assert starts == sorted(starts)


def test_a_step_has_its_attempt_with_exit_status_and_its_three_looks_with_evidence():
    step = report(run(cluster())).steps[0]

    assert [(attempt.number, attempt.exit, attempt.state) for attempt in step.attempts] == [(1, 0, "new")]
    assert [look.passed for look in step.looks] == [True, True, True]
    assert all(len(look.look) == 64 for look in step.looks)
    assert step.admitted <= step.started < step.settled < step.verified


def test_a_node_that_the_plan_found_done_is_done_without_an_attempt():
    bent = cluster()
    hop = bent.plan.hops[0]
    stages = tuple(
        msgspec.structs.replace(stage, waves=tuple(_done(wave, "p1") for wave in stage.waves)) for stage in hop.stages
    )
    bent.plan = msgspec.structs.replace(bent.plan, hops=(msgspec.structs.replace(hop, stages=stages),))

    known = report(run(bent))

    step = next(step for step in known.steps if step.node == "p1")
    assert (step.found_done, step.attempts, step.verified) == (True, (), None)


def _done(wave, node):
    steps = tuple(msgspec.structs.replace(step, done=True) if step.node == node else step for step in wave.steps)
    return msgspec.structs.replace(wave, steps=steps)


def test_leaders_that_changed_are_handed_over_between_two_looks():
    known = report(run(cluster()))

    seen = {(each.service, each.before, each.after) for each in known.handovers}
    assert ("Mesos", "m3", "m1") in seen
    assert all(each.last_seen < each.first_seen and each.steps for each in known.handovers)


def test_a_halted_run_says_which_node_and_why_and_what_is_next():
    known = report(failing_first_master(), snapshots=False)

    halt = next(each for each in known.interruptions if each.kind == "halt")
    assert known.outcome is Outcome.HALTED
    assert (halt.where, halt.until, halt.evidence) == ("m1", None, ("e",))
    assert "master-rejoined" in halt.why
    assert "resume" in known.next
    assert not known.lost_nothing


def test_a_halt_lasts_until_the_run_was_taken_up_again():
    mended = failing_first_master()
    mended.verdicts = lambda gate, node: Verdict.PASS

    known = report(run(mended))

    halt = next(each for each in known.interruptions if each.kind == "halt")
    take_over = next(each for each in known.interruptions if each.kind == "take-over")
    assert halt.until == take_over.time
    assert known.outcome is Outcome.DONE


def test_a_pause_names_who_and_why():
    paused = cluster()
    context = paused.process()
    context.write(journal.PauseRequested(by="ada", reason="lunch"))
    asyncio.run(drive(context))

    known = report(paused)

    pause = next(each for each in known.interruptions if each.kind == "pause")
    assert (known.outcome, pause.by, pause.why) == (Outcome.PAUSED, "ada", "lunch")


def test_what_the_validation_lost_fails_the_run_and_is_named():
    losing = cluster()
    losing.lost = ("task web.2: it is gone",)

    known = report(run(losing), snapshots=False)

    assert known.outcome is Outcome.FAILED
    assert [(each.kind, each.subject, each.why) for each in known.proof.lost] == [("task", "web.2", "it is gone")]


def test_a_loss_that_only_the_journal_has_stays_in_the_report_beside_the_compared_ones():
    losing = cluster()
    losing.lost = ("task web.2: it is gone",)
    without_app = {key: value for key, value in facts.done().items() if key != facts.key(facts.mesos_state.PROBE)}

    known = report(run(losing), after=facts.snapshot(without_app))

    assert ("task", "web.2") in {(each.kind, each.subject) for each in known.proof.lost}
    assert known.proof.unknown


def test_expected_changes_carry_their_reasons():
    known = report(run(cluster()))

    assert known.proof.expected
    assert all(change.why for change in known.proof.expected)


def test_counts_and_releases_before_and_after_come_from_the_snapshots():
    known = report(run(cluster()))

    assert {(count.what, count.before, count.after) for count in known.proof.counts} >= {
        ("active agents", 3, 3),
        ("running tasks", 2, 2),
    }
    assert {(node.release_before, node.release_after) for node in known.nodes} == {("1.9.9", "1.10.7")}


def test_without_snapshots_releases_and_counts_are_unknown_not_zero():
    known = report(run(cluster()), snapshots=False)

    assert {(count.before, count.after) for count in known.proof.counts} == {(None, None)}
    assert {node.release_after for node in known.nodes} == {""}


def test_a_changed_entry_is_seen():
    forged = run(cluster())
    forged.entries[4] = msgspec.structs.replace(forged.entries[4], run="another")

    assert report(forged).integrity.broken_at == 5


class Archive:
    """Evidence in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, body, *, source, time):
        self.kept[source] = body
        return Evidence(digest=source, source=source, time=time)

    def get(self, digest):
        if digest not in self.kept:
            raise Unreadable("the evidence is not there or damaged")
        return self.kept[digest]


def test_the_snapshots_are_fetched_by_the_digests_in_the_journal():
    archive = Archive()
    archive.put(encode(facts.snapshot(facts.healthy())), source="b", time=MADE)
    archive.put(encode(facts.snapshot(facts.done())), source="v", time=MADE)

    known = _gathered(archive)

    assert {node.release_before for node in known.nodes} == {"1.9.9"}
    assert {node.release_after for node in known.nodes} == {"1.10.7"}
    assert known.proof.missing == ()


def test_evidence_that_is_gone_is_named_and_the_report_is_made_all_the_same():
    known = _gathered(Archive())

    assert known.outcome is Outcome.DONE
    assert [text.partition(":")[0] for text in known.proof.missing] == [
        "the snapshot from before",
        "the snapshot of the validation",
    ]


def _gathered(archive):
    done = FakeCluster(plan=plan())
    context = done.process()
    asyncio.run(drive(context))
    return workbook_of(
        done.plan,
        context.journal,
        archive,
        probes.discover(),
        mesos_of=lambda release: None,
        made=MADE,
        tool_version="0.1.0",
    )
