"""Every app of the root Marathon with its tasks, as each master's Marathon answers. Pods are not in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import msgspec

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.mesos_slaves import refuse_twins
from dcos_upgrade.probes.reading import Name, Number, http_json


class AppTask(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One task of an app; ``agent`` is the agent's id, ``version`` the app's version that it runs."""

    id: Name
    agent: str | None = msgspec.field(name="slaveId", default=None)
    host: str | None = None
    state: str | None = None
    version: str | None = None


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """A deployment that the app is part of."""

    id: Name


class VersionInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``version`` of an app moves when it is only scaled; this tells the one from the other."""

    last_config_change: str | None = msgspec.field(name="lastConfigChangeAt", default=None)


class HealthCheck(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``protocol`` is HTTP where the definition names none."""

    protocol: str = "HTTP"


class Package(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The labels of an app that a package of the catalog made; no other label is read."""

    name: str | None = msgspec.field(name="DCOS_PACKAGE_NAME", default=None)
    version: str | None = msgspec.field(name="DCOS_PACKAGE_VERSION", default=None)


class Port(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``labels`` of a port: VIP_0 and the like give it a virtual address.

    ``port`` is that of a definition (a service port unless the app asks for it as such), the others are those of a mapping.
    """

    labels: dict[str, str] | None = None
    port: int | float | None = None
    container_port: int | float | None = msgspec.field(name="containerPort", default=None)
    host_port: int | float | None = msgspec.field(name="hostPort", default=None)
    service_port: int | float | None = msgspec.field(name="servicePort", default=None)
    protocol: str | None = None
    name: str | None = None

    @property
    def virtual(self) -> bool:
        return any(name.startswith("VIP_") for name in self.labels or {})


class Docker(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``network`` and ``port_mappings`` stand here until Marathon 1.4 only."""

    image: str | None = None
    network: str | None = None
    port_mappings: tuple[Port, ...] | None = msgspec.field(name="portMappings", default=None)


class Container(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    type: str | None = None
    docker: Docker | None = None
    port_mappings: tuple[Port, ...] | None = msgspec.field(name="portMappings", default=None)


class Network(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """From Marathon 1.5 on: ``mode`` is host, container or container/bridge."""

    mode: str | None = None
    name: str | None = None


class Address(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Until Marathon 1.4: an address of its own for each task."""

    network: str | None = msgspec.field(name="networkName", default=None)


class Secret(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That the app uses a secret, and a keyed digest of where it stands."""

    source: str | None = None


class OfSecret(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An environment variable that holds a secret, by a keyed digest of its name."""

    secret: str | None = None


class App(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An app. Counts and tasks that the answer does not hold are None, not zero."""

    id: Name
    instances: Number
    version: str | None = None
    constraints: tuple[tuple[str, ...], ...] | None = None
    tasks_running: Number | None = msgspec.field(name="tasksRunning", default=None)
    tasks_staged: Number | None = msgspec.field(name="tasksStaged", default=None)
    tasks_healthy: Number | None = msgspec.field(name="tasksHealthy", default=None)
    tasks_unhealthy: Number | None = msgspec.field(name="tasksUnhealthy", default=None)
    deployments: tuple[Reference, ...] | None = None
    tasks: tuple[AppTask, ...] | None = None
    version_info: VersionInfo | None = msgspec.field(name="versionInfo", default=None)
    role: str | None = None
    accepted_roles: tuple[str, ...] | None = msgspec.field(name="acceptedResourceRoles", default=None)
    health_checks: tuple[HealthCheck, ...] | None = msgspec.field(name="healthChecks", default=None)
    user: str | None = None
    labels: Package | None = None
    container: Container | None = None
    networks: tuple[Network, ...] | None = None
    ip_address: Address | None = msgspec.field(name="ipAddress", default=None)
    port_definitions: tuple[Port, ...] | None = msgspec.field(name="portDefinitions", default=None)
    secrets: dict[str, Secret] | None = None
    cpus: Number | None = None
    mem: Number | None = None
    disk: Number | None = None
    require_ports: bool | None = msgspec.field(name="requirePorts", default=None)
    dependencies: tuple[str, ...] | None = None
    env: dict[str, str | OfSecret] | None = None
    """Values as keyed digests: whatever an app is told may be a secret."""

    @property
    def configured(self) -> str | None:
        """When its definition was last changed by more than a number of instances; its version where Marathon does not say."""
        return (self.version_info.last_config_change if self.version_info else None) or self.version

    @property
    def docker(self) -> Docker | None:
        return self.container.docker if self.container else None

    def ports(self) -> Iterator[Port]:
        """Every port that its definition names, wherever its Marathon writes it."""
        yield from self.port_definitions or ()
        if self.container:
            yield from self.container.port_mappings or ()
        if self.docker:
            yield from self.docker.port_mappings or ()

    def rules(self) -> frozenset[tuple[str, ...]]:
        """Its constraints in one form: operators in capitals, no empty third part."""
        return frozenset(_one_form(constraint) for constraint in self.constraints or ())


class MarathonApps(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, dict=True):
    """``persistent_volumes`` of all instances of all apps; None where they were not read."""

    apps: tuple[App, ...]
    persistent_volumes: int | None = None

    def app(self, app_id: str) -> App | None:
        return self._by_id.get(app_id)

    @cached_property
    def _by_id(self) -> dict[str, App]:
        return {app.id: app for app in reversed(self.apps)}

    def tasks(self) -> Iterator[tuple[App, AppTask]]:
        for app in self.apps:
            for task in app.tasks or ():
                yield app, task


def _one_form(constraint: tuple[str, ...]) -> tuple[str, ...]:
    field, operator, *value = (*constraint, "", "")[: max(2, len(constraint))]
    return (field, operator.upper(), *(part for part in value if part))


class _OnlyApps(MarathonApps, frozen=True, kw_only=True):
    """``groups`` would mean that this is a group, which holds only some of the apps."""

    groups: None = None


class _Volume(msgspec.Struct, frozen=True):
    persistent: dict[str, object] | None = None


class _Container(msgspec.Struct, frozen=True):
    volumes: tuple[_Volume, ...] | None = None


class _Stores(msgspec.Struct, frozen=True, kw_only=True):
    instances: Number
    container: _Container | None = None


class _Volumes(msgspec.Struct, frozen=True, kw_only=True):
    apps: tuple[_Stores, ...]


def parse(answer: Answer) -> MarathonApps:
    apps = http_json(answer, _OnlyApps)
    refuse_twins(answer, "app", (app.id for app in apps.apps))
    return MarathonApps(
        apps=tuple(sorted(apps.apps, key=lambda app: app.id)), persistent_volumes=_persistent_volumes(answer)
    )


def _persistent_volumes(answer: Answer) -> int | None:
    """Of apps whose volumes have another form than we know nothing is said; the apps themselves are known all the same."""
    try:
        stores = http_json(answer, _Volumes).apps
    except Unreadable:
        return None
    return sum(int(app.instances) * _persistent(app) for app in stores)


def _persistent(app: _Stores) -> int:
    volumes = (app.container.volumes if app.container else None) or ()
    return sum(1 for volume in volumes if volume.persistent is not None)


PROBE = Probe(
    id="marathon-apps",
    title="Apps of the root Marathon",
    source="workbook, 'Gathering Data'; Marathon /v2/apps, 1.4 to 1.11",
    fact=MarathonApps,
    question=HttpGet(
        service=Service.MARATHON,
        path="/v2/apps?embed=apps.tasks&embed=apps.counts&embed=apps.deployments",
    ),
    parse=parse,
    subjects=every_master,
)
