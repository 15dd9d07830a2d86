"""A soak as people see it: in the status which timer runs and what disturbed it, in the report all of them, in the runbook its looks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from fakes.cluster import PACING, FakeCluster, inventory, plan_of
from msgspec.structs import replace
from reported import report

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import seal
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.plan import canonical
from dcos_upgrade.engine.state import fold
from dcos_upgrade.render.console.status import status_text
from dcos_upgrade.render.keys.status import status_keys
from dcos_upgrade.render.terminal import PLAIN
from dcos_upgrade.render.workbook import markdown
from dcos_upgrade.usecases.elections import elections
from dcos_upgrade.usecases.running import drive
from dcos_upgrade.usecases.status import RunStatus, describe
from dcos_upgrade.usecases.workbook.story import handovers

STABLE = replace(PACING, soak_stable=90.0, soak_retry=600.0)


class Stopped(BaseException):
    """The process ends here."""


def cluster_of() -> FakeCluster:
    return FakeCluster(plan=plan_of(nodes=inventory(masters=3, private=1, public=0), pacing=STABLE))


def soak_verdicts(*bad: int, after: Callable[[int], None] = lambda count: None) -> Callable[[str, str], Verdict]:
    """The looks of soaks with these numbers, from 1 on, do not pass."""
    count = [0]

    def verdict(gate: str, node: str) -> Verdict:
        if gate != "soak-health":
            return Verdict.PASS
        count[0] += 1
        after(count[0])
        return Verdict.FAIL if count[0] in bad else Verdict.PASS

    return verdict


def stopped_at_look(number: int, *bad: int) -> FakeCluster:
    """A run whose process dies at this look of its first soak."""
    cluster = cluster_of()

    def die(count: int) -> None:
        if count == number:
            raise Stopped

    cluster.verdicts = soak_verdicts(*bad, after=die)
    with pytest.raises(Stopped):
        asyncio.run(drive(cluster.process()))
    return cluster


def status_of(cluster: FakeCluster, now: datetime | None = None) -> RunStatus:
    return describe(cluster.plan, cluster.entries, carried_out=True, now=now or cluster.now)


def times(cluster: FakeCluster, kind: type) -> list[datetime]:
    return [entry.time for entry in cluster.entries if isinstance(entry.event, kind)]


def test_status_says_that_nothing_is_looked_at_while_the_first_timer_runs():
    cluster = stopped_at_look(1)
    started = times(cluster, journal.SoakStarted)[0]

    status = status_of(cluster, started + timedelta(seconds=10))

    assert status.soak is not None
    assert (status.soak.phase, status.soak.until) == ("waiting", started + timedelta(seconds=60))
    assert "Soak      after master m1 nothing is looked at until" in status_text(status, PLAIN)


def test_status_says_since_when_all_is_well_and_until_when_it_must_be():
    cluster = stopped_at_look(3)
    first = times(cluster, journal.SoakHealthy)[0]

    soak = status_of(cluster).soak

    assert soak is not None
    assert (soak.phase, soak.since, soak.until) == ("watched", first, first + timedelta(seconds=90))
    assert f"well since {first:%H:%M:%SZ}" in status_text(status_of(cluster), PLAIN)


def test_status_says_what_disturbs_a_soak_with_evidence_and_when_the_run_halts():
    cluster = stopped_at_look(3, 2)
    status = status_of(cluster)

    keys = status_keys(status)["soak"]

    started = times(cluster, journal.SoakStarted)[0]
    assert status.soak is not None
    assert status.soak.until == started + timedelta(seconds=60 + 90 + 600)
    assert (keys["phase"], keys["checks"], list(keys["evidence"])) == ("disturbed", ("fake",), ["e"])
    assert "as the test wants it at soak-health" in keys["reason"]
    assert "is disturbed: m1" not in status_text(status, PLAIN)
    assert "Soak      master m1 is disturbed: cluster: as the test wants it" in status_text(status, PLAIN)
    assert "the run halts" in status_text(status, PLAIN)


def test_status_of_a_run_without_a_soak_under_way_has_none():
    cluster = cluster_of()
    asyncio.run(drive(cluster.process()))

    assert status_keys(status_of(cluster))["soak"] is None


def test_the_report_has_every_soak_and_what_disturbed_it_until_when():
    cluster = cluster_of()
    cluster.verdicts = soak_verdicts(2, 3)
    asyncio.run(drive(cluster.process()))

    known = report(cluster, snapshots=False)
    text = markdown(known)

    assert (known.soaks[0].stage, known.soaks[0].wave) == ("masters", "master m1")
    assert len(known.soaks) == 4
    assert [len(row.disturbances) for row in known.soaks] == [1, 0, 0, 0]  # two looks of one reason are one
    assert known.soaks[0].disturbances[0].until is not None
    assert all(row.ended is not None and row.good >= 4 for row in known.soaks)
    assert "as the test wants it at soak-health" in text
    assert "| once |" in text


def test_the_report_of_a_halted_soak_says_that_it_is_not_over():
    cluster = cluster_of()
    cluster.verdicts = lambda gate, node: Verdict.FAIL if gate == "soak-health" else Verdict.PASS
    asyncio.run(drive(cluster.process()))

    known = report(cluster, snapshots=False)

    assert (known.soaks[-1].ended, known.soaks[-1].disturbances[-1].until) == (None, None)
    assert "not over" in markdown(known)


def sealed(*events: journal.Event) -> list[journal.Entry]:
    at = datetime(2018, 7, 24)
    return [
        seal(seq=number, run="r", epoch=1, time=at, event=event, previous="") for number, event in enumerate(events, 1)
    ]


def test_a_leader_that_comes_and_goes_in_a_soak_counts_as_two_elections_and_two_handovers():
    admitted = journal.Admitted(hop=0, node="m1", mesos_leader="m3", marathon_leader="m2", look="l")
    soaked = journal.SoakHealthy(hop=0, stage="masters", wave=0, look="l", mesos_leader="m1", marathon_leader="m2")
    disturbed = journal.SoakDisturbed(
        hop=0, stage="masters", wave=0, verdict="fail", reason="", mesos_leader="m3", marathon_leader="m1"
    )
    nobody = journal.SoakHealthy(hop=0, stage="masters", wave=0, look="l")

    entries = sealed(admitted, soaked, disturbed, nobody, admitted)

    assert [(each.mesos, each.marathon) for each in elections(entries)] == [(2, 2)]
    assert [(each.before, each.after) for each in handovers(entries) if each.service == "Mesos"] == [
        ("m3", "m1"),
        ("m1", "m3"),
    ]


def test_looks_of_a_soak_that_an_older_version_wrote_keep_their_hash():
    event = journal.SoakHealthy(hop=0, stage="masters", wave=0, look="l")
    entry = seal(seq=1, run="r", epoch=1, time=datetime(2018, 7, 24), event=event, previous="0")

    assert b"leader" not in canonical(event)
    assert canonical(event) == b'{"hop":0,"kind":"SoakHealthy","look":"l","stage":"masters","wave":0}'
    assert fold([entry]).marathon_leader is None
