"""All workloads of a cluster: apps of every Marathon, pods of the root Marathon, jobs of Metronome; and what of them is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import marathon_apps, marathon_pods, metronome_jobs, service_marathons
from dcos_upgrade.probes.marathon_names import NAMES
from dcos_upgrade.worksheets.facts import of_any_master, of_cluster
from dcos_upgrade.worksheets.figure import Origin
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.machines import Machine, Machines, machines
from dcos_upgrade.worksheets.visible import some, visible
from dcos_upgrade.worksheets.workload import ROOT, Form, TaskOf, Workload, of_app, of_job, of_pod


@dataclass(frozen=True, kw_only=True)
class Applications:
    """``why``: why the root Marathon's apps are not known; ``gaps``: what else of the workloads is not, each with its reason."""

    rows: tuple[Workload, ...]
    why: str
    gaps: tuple[str, ...]
    origin: Origin
    machines: Machines

    @cached_property
    def _places(self) -> dict[int, tuple[Machine, ...] | None]:
        return {id(each): self._here(each) for each in self.rows}

    @cached_property
    def of_task(self) -> dict[str, Workload]:
        return {task.id: each for each in self.rows for task in each.tasks or ()}

    def of(self, form: Form) -> tuple[Workload, ...]:
        return tuple(each for each in self.rows if each.form is form)

    def running(self, task: str) -> Workload | None:
        """What a task of Mesos belongs to. A pod's task has the id of its instance, a point, and its container's name."""
        found = self.of_task.get(task)
        for _ in range(2):
            task = task.rpartition(".")[0]
            found = found or self.of_task.get(task)
        return found

    def machine(self, task: TaskOf) -> Machine | None:
        """A task's agent is found by its id, else by its host."""
        return self.machines.by_agent.get(task.agent) or self.machines.by_host.get(task.host)

    def here(self, each: Workload) -> tuple[Machine, ...] | None:
        """The agents on which the tasks of one of ``rows`` are, each once; None where nothing lists them."""
        return self._places[id(each)]

    def _here(self, each: Workload) -> tuple[Machine, ...] | None:
        if each.tasks is None or (each.form is Form.JOB and each.tasks):
            return None
        found = (self.machine(task) for task in each.tasks)
        return tuple({machine.id: machine for machine in found if machine is not None}.values())


def applications(given: Given) -> Applications:
    return given.once(_applications)


def _applications(given: Given) -> Applications:
    snapshot = given.snapshot
    root = of_any_master(snapshot, marathon_apps.PROBE)
    return Applications(
        rows=tuple(_workloads(snapshot)),
        why="" if root.value is not None else root.why,
        gaps=tuple(_gaps(snapshot)),
        origin=root.origin,
        machines=machines(given),
    )


def _workloads(snapshot: Snapshot) -> Iterator[Workload]:
    root = of_any_master(snapshot, marathon_apps.PROBE)
    yield from (of_app(app, ROOT, root.origin) for app in (root.value.apps if root.value is not None else ()))
    pods = of_cluster(snapshot, marathon_pods.PROBE)
    yield from (of_pod(pod, pods.origin) for pod in (pods.value.pods if pods.value is not None else ()))
    services = of_cluster(snapshot, service_marathons.PROBE)
    for service in services.value.known if services.value is not None else ():
        yield from (of_app(app, visible(service.name), services.origin) for app in service.apps or ())
    jobs = of_cluster(snapshot, metronome_jobs.PROBE)
    yield from (of_job(job, jobs.origin) for job in (jobs.value.jobs if jobs.value is not None else ()))


def _gaps(snapshot: Snapshot) -> Iterator[str]:
    yield from _names(snapshot)
    pods, jobs = of_cluster(snapshot, marathon_pods.PROBE), of_cluster(snapshot, metronome_jobs.PROBE)
    if pods.value is None:
        yield f"The root Marathon's pods are unknown: {visible(pods.why)}."
    if jobs.value is None:
        yield f"Metronome's jobs are unknown: {visible(jobs.why)}."
    services = of_cluster(snapshot, service_marathons.PROBE)
    if services.value is None:
        yield f"Whether there are service Marathons, and what they run, is unknown: {visible(services.why)}."
        return
    for service in services.value.known:
        if service.apps is None:
            yield f"The apps of {visible(service.name)} are unknown: {visible(service.why)}."
    for silent in services.value.silent:
        yield f"Whether this framework is a Marathon is unknown: {visible(silent)}."
    if services.value.known:
        yield "Pods of service Marathons are in no capture; their tasks are listed under What runs where."


def _names(snapshot: Snapshot) -> Iterator[str]:
    """What saved answers name without telling more of it."""
    names = of_cluster(snapshot, NAMES).value
    if names is None:
        return
    apps = () if of_any_master(snapshot, marathon_apps.PROBE).value is not None else names.apps or ()
    pods = () if of_cluster(snapshot, marathon_pods.PROBE).value is not None else names.pods or ()
    if apps or pods:
        yield f"Saved answers name {len(apps)} apps and {len(pods)} pods of which nothing else is known: {some((*apps, *pods))}."
