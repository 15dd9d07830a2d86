"""What runs on a cluster, in one form: apps, pods and jobs with what binds them, what they need and where their tasks are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dcos_upgrade.probes.marathon_apps import App, Port
from dcos_upgrade.probes.marathon_pods import Pod
from dcos_upgrade.probes.metronome_jobs import Job
from dcos_upgrade.worksheets.figure import Origin
from dcos_upgrade.worksheets.visible import visible

ROOT, METRONOME = "root Marathon", "Metronome"
RUNNING = "TASK_RUNNING"


class Form(StrEnum):
    APP = "app"
    POD = "pod"
    JOB = "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOf:
    """One task, or one instance of a pod. ``agent`` is an agent's id, ``host`` a host name; empty where the answer has none."""

    id: str
    agent: str = ""
    host: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """``of`` runs it. None: the answer does not say it; ``needs`` are as written. ``tasks`` of a job are its runs, without a place."""

    form: Form
    id: str
    of: str
    origin: Origin
    instances: int | None
    running: int | None
    rules: tuple[tuple[str, ...], ...] | None
    tasks: tuple[TaskOf, ...] | None
    needs: tuple[str, ...] | None
    image: str = ""
    package: str = ""
    networks: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Those of service Marathons are told with whose they are: two Marathons may have the same id."""
        return visible(self.id if self.of == ROOT else f"{self.id} ({self.of})")


def of_app(app: App, of: str, origin: Origin) -> Workload:
    labels, docker = app.labels, app.docker
    tasks = app.tasks
    return Workload(
        form=Form.APP,
        id=app.id,
        of=of,
        origin=origin,
        instances=int(app.instances),
        running=None if app.tasks_running is None else int(app.tasks_running),
        rules=tuple(sorted(app.rules())) if app.constraints is not None or _leaves_out(app) else None,
        tasks=None
        if tasks is None
        else tuple(
            TaskOf(id=each.id, agent=each.agent or "", host=each.host or "", state=each.state or "") for each in tasks
        ),
        needs=() if app.dependencies is None and _leaves_out(app) else app.dependencies,
        image=(docker.image if docker else None) or "",
        package=" ".join(part for part in (labels.name, labels.version) if part) if labels else "",
        networks=tuple(_networks(app)),
        ports=tuple(_port(port) for port in app.ports()),
    )


def _leaves_out(app: App) -> bool:
    """Whether its Marathon leaves out what is empty: from 1.5 on, when every app has its networks. ``cpus``, which every Marathon
    writes, tells that the capture is not of a version that read less.
    """
    return app.networks is not None and app.cpus is not None


def of_pod(pod: Pod, origin: Origin) -> Workload:
    """Pods name no dependencies of their own: their groups do."""
    instances = pod.instances
    states = [[each.status for each in one.containers] for one in instances]
    return Workload(
        form=Form.POD,
        id=pod.id,
        of=ROOT,
        origin=origin,
        instances=None if pod.wanted is None else int(pod.wanted),
        running=sum(1 for found in states if found and set(found) == {RUNNING}),
        rules=pod.constraints,
        tasks=tuple(
            TaskOf(id=each.id, agent=each.agent or "", host=each.host or "", state=each.status or "")
            for each in instances
        ),
        needs=(),
        image=", ".join(pod.images),
        ports=tuple(f"host {port}" for port in pod.ports),
    )


def of_job(job: Job, origin: Origin) -> Workload:
    runs = job.runs
    return Workload(
        form=Form.JOB,
        id=job.id,
        of=METRONOME,
        origin=origin,
        instances=None,
        running=None if runs is None else len(runs),
        rules=job.constraints,
        tasks=None if runs is None else tuple(TaskOf(id=each.id, state=each.status or "") for each in runs),
        needs=job.dependencies,
        image=job.image or "",
    )


def _networks(app: App) -> Iterator[str]:
    """As its Marathon writes them, before 1.5 and from then on."""
    for network in app.networks or ():
        yield " ".join(part for part in (network.mode, network.name) if part) or "without a mode"
    if app.docker and app.docker.network:
        yield app.docker.network
    if app.ip_address:
        yield f"an address of its own {app.ip_address.network or ''}".strip()


def _port(port: Port) -> str:
    """``80 at host 31001, service 10002, VIP /web:80``; what is not said is left out."""
    inner = port.port if port.container_port is None else port.container_port
    parts = [
        f"{inner:g}" if inner is not None else "a port",
        f"at host {port.host_port:g}" if port.host_port else "",
        f"service {port.service_port:g}" if port.service_port else "",
        *(f"VIP {value}" for name, value in sorted((port.labels or {}).items()) if name.startswith("VIP_")),
    ]
    return ", ".join(part for part in parts if part)
