"""Every pod of the root Marathon with its instances and where they run; ``/v2/apps`` does not know of them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, the_cluster
from dcos_upgrade.probes.mesos_slaves import refuse_twins
from dcos_upgrade.probes.reading import Name, Number, http_json


class PodContainer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One container of an instance; ``status`` is the state of its task."""

    name: str = ""
    status: str | None = None


class PodInstance(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``host`` is the agent's host name, ``agent`` its id where this Marathon names it (1.5 and later)."""

    id: Name
    status: str | None = None
    host: str | None = msgspec.field(name="agentHostname", default=None)
    agent: str | None = msgspec.field(name="agentId", default=None)
    containers: tuple[PodContainer, ...] = ()


class Pod(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``instances`` are those that are there, ``wanted`` is how many there should be.

    ``constraints`` are (field, operator, value), without a value where there is none. ``status`` is STABLE, DEGRADED or TERMINAL.
    """

    id: Name
    status: str
    wanted: Number | None = None
    constraints: tuple[tuple[str, ...], ...] = ()
    images: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    instances: tuple[PodInstance, ...] = ()


class MarathonPods(msgspec.Struct, frozen=True, kw_only=True):
    """By id."""

    pods: tuple[Pod, ...]

    def pod(self, pod_id: str) -> Pod | None:
        return next((pod for pod in self.pods if pod.id == pod_id), None)


class _Constraint(msgspec.Struct, frozen=True, kw_only=True):
    field: str = msgspec.field(name="fieldName")
    operator: str
    value: str | None = None


class _Placement(msgspec.Struct, frozen=True, kw_only=True):
    constraints: tuple[_Constraint, ...] | None = None


class _Scheduling(msgspec.Struct, frozen=True, kw_only=True):
    placement: _Placement | None = None


class _Image(msgspec.Struct, frozen=True, kw_only=True):
    id: str = ""


class _Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    host_port: int | None = msgspec.field(name="hostPort", default=None)


class _Container(msgspec.Struct, frozen=True, kw_only=True):
    image: _Image | None = None
    endpoints: tuple[_Endpoint, ...] | None = None


class _Scaling(msgspec.Struct, frozen=True, kw_only=True):
    instances: Number | None = None


class _Definition(msgspec.Struct, frozen=True, kw_only=True):
    scaling: _Scaling | None = None
    scheduling: _Scheduling | None = None
    containers: tuple[_Container, ...] | None = None


class _Status(msgspec.Struct, frozen=True, kw_only=True):
    id: Name
    status: str
    spec: _Definition | None = None
    instances: tuple[PodInstance, ...] | None = None


def parse(answer: Answer) -> MarathonPods:
    listed = http_json(answer, tuple[_Status, ...])
    refuse_twins(answer, "pod", (row.id for row in listed))
    return MarathonPods(pods=tuple(_pod(row) for row in sorted(listed, key=lambda row: row.id)))


def _pod(row: _Status) -> Pod:
    definition = row.spec or _Definition()
    containers = definition.containers or ()
    return Pod(
        id=row.id,
        status=row.status,
        wanted=definition.scaling.instances if definition.scaling else None,
        constraints=tuple(_constraints(definition)),
        images=tuple(each.image.id for each in containers if each.image and each.image.id),
        ports=tuple(port.host_port for each in containers for port in each.endpoints or () if port.host_port),
        instances=row.instances or (),
    )


def _constraints(definition: _Definition) -> Iterator[tuple[str, ...]]:
    placement = definition.scheduling.placement if definition.scheduling else None
    for each in (placement.constraints if placement else None) or ():
        yield (each.field, each.operator.upper(), *((each.value,) if each.value else ()))


PROBE = Probe(
    id="marathon-pods",
    title="Pods of the root Marathon and where they run",
    source="workbook, 'Gathering Data' (what runs where); Marathon /v2/pods/::status, 1.4 to 1.11",
    fact=MarathonPods,
    question=HttpGet(service=Service.MARATHON, path="/v2/pods/::status", of_leader=True),
    parse=parse,
    subjects=the_cluster,
)
