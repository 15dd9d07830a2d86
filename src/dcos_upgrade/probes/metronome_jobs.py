"""Every job of Metronome with its schedules and runs under way: an upgrade must not lose one (DC/OS 2.0.3 did)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, the_cluster
from dcos_upgrade.probes.mesos_slaves import refuse_twins
from dcos_upgrade.probes.reading import Name, Number, http_json


class JobSchedule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``enabled`` None: this Metronome does not say."""

    id: Name
    cron: str = ""
    timezone: str = ""
    enabled: bool | None = None


class JobRun(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run under way."""

    id: Name
    status: str | None = None


class Job(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``schedules`` and ``runs`` are None where the answer does not hold them; ``constraints`` are (attribute, operator, value)."""

    id: Name
    cpus: Number | None = None
    mem: Number | None = None
    image: str | None = None
    constraints: tuple[tuple[str, ...], ...] = ()
    dependencies: tuple[str, ...] = ()
    schedules: tuple[JobSchedule, ...] | None = None
    runs: tuple[JobRun, ...] | None = None


class MetronomeJobs(msgspec.Struct, frozen=True, kw_only=True):
    jobs: tuple[Job, ...]

    def job(self, job_id: str) -> Job | None:
        return next((job for job in self.jobs if job.id == job_id), None)


class _Constraint(msgspec.Struct, frozen=True, kw_only=True):
    attribute: str
    operator: str
    value: str | None = None


class _Placement(msgspec.Struct, frozen=True, kw_only=True):
    constraints: tuple[_Constraint, ...] | None = None


class _Image(msgspec.Struct, frozen=True, kw_only=True):
    id: str = ""


class _Ucr(msgspec.Struct, frozen=True, kw_only=True):
    image: _Image | None = None


class _Docker(msgspec.Struct, frozen=True, kw_only=True):
    image: str | None = None


class _Run(msgspec.Struct, frozen=True, kw_only=True):
    cpus: Number | None = None
    mem: Number | None = None
    docker: _Docker | None = None
    ucr: _Ucr | None = None
    placement: _Placement | None = None


class _Dependency(msgspec.Struct, frozen=True, kw_only=True):
    id: str


class _Job(msgspec.Struct, frozen=True, kw_only=True):
    id: Name
    run: _Run
    schedules: tuple[JobSchedule, ...] | None = None
    dependencies: tuple[_Dependency, ...] | None = None
    active: tuple[JobRun, ...] | None = msgspec.field(name="activeRuns", default=None)


def parse(answer: Answer) -> MetronomeJobs:
    listed = http_json(answer, tuple[_Job, ...])
    refuse_twins(answer, "job", (row.id for row in listed))
    return MetronomeJobs(jobs=tuple(_job(row) for row in sorted(listed, key=lambda row: row.id)))


def _job(row: _Job) -> Job:
    return Job(
        id=row.id,
        cpus=row.run.cpus,
        mem=row.run.mem,
        image=_image(row.run),
        constraints=tuple(_constraints(row.run)),
        dependencies=tuple(sorted(each.id for each in row.dependencies or ())),
        schedules=row.schedules,
        runs=row.active,
    )


def _image(run: _Run) -> str | None:
    ucr = run.ucr.image.id if run.ucr and run.ucr.image else None
    return (run.docker.image if run.docker else None) or ucr or None


def _constraints(run: _Run) -> Iterator[tuple[str, ...]]:
    for each in (run.placement.constraints if run.placement else None) or ():
        yield (each.attribute, each.operator.upper(), *((each.value,) if each.value else ()))


PROBE = Probe(
    id="metronome-jobs",
    title="Jobs of Metronome",
    source="workbook, 'Validating an Upgrade'; Metronome /v1/jobs, DC/OS 1.9 to 2.2",
    fact=MetronomeJobs,
    question=HttpGet(
        service=Service.METRONOME, path="/v1/jobs?embed=activeRuns&embed=schedules&embed=historySummary", of_leader=True
    ),
    parse=parse,
    subjects=the_cluster,
)
