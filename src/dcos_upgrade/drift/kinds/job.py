"""Every job of Metronome with its schedules: one release lost them."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_fact
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import metronome_jobs
from dcos_upgrade.probes.metronome_jobs import JobSchedule, MetronomeJobs

JOB = "job"


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_fact(side.fact(metronome_jobs.PROBE, CLUSTER), CLUSTER, _values)


def _values(seen: MetronomeJobs) -> Iterator[tuple[str, str, str]]:
    for job in seen.jobs:
        yield job.id, JOB, "there"
        for schedule in job.schedules or ():
            yield job.id, f"schedule {schedule.id}", _told(schedule)


def _told(schedule: JobSchedule) -> str:
    state = {True: "on", False: "off", None: ""}[schedule.enabled]
    return " ".join(part for part in (schedule.cron, schedule.timezone, state) if part)


def judge(met: Meeting, between: Between) -> Judged | None:
    if met.what != JOB and not between.has_job(met.subject):
        return None
    if met.before is None:
        return expected("it was made since")
    if met.after is None:
        return unexpected(f"the {met.what} is gone")
    return unexpected(f"the {met.what} has changed, which no hop does")


DRIFT_KIND = DriftKind(
    id="job",
    title="Jobs of Metronome and their schedules",
    source="DC/OS 2.0.4 release notes (jobs lost by 2.0.3); Metronome /v1/jobs",
    expects="a job or a schedule that was made since",
    probes=(metronome_jobs.PROBE.id,),
    lines=lines,
    judge=judge,
)
