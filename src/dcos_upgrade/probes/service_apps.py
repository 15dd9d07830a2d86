"""Which app of the root Marathon runs a framework: by where its tasks listen, else by its labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.probes.reading import Name, Number, host_port

MARATHON = "marathon"
RUNNING = "TASK_RUNNING"
LONGEST = 400
"""Characters of Marathon's words on a failure that are kept."""
_IMAGE = re.compile(r"(?:^|/)marathon(?:-dcos-ee|-ee)?(?:[:@].*)?$")
_FRAMEWORK_LABELS = ("DCOS_PACKAGE_FRAMEWORK_NAME", "DCOS_SERVICE_NAME")


class Framework(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A framework as Mesos' summary has it."""

    id: Name
    name: str = ""
    active: bool | None = None
    connected: bool | None = None
    webui_url: str | None = None

    @property
    def place(self) -> str | None:
        """Where it says that it answers, without a path."""
        address = host_port(self.webui_url or "")
        if address is None:
            return None
        secure = (self.webui_url or "").startswith("https:")
        return _url(address.host, address.port or (443 if secure else 80), secure=secure)


class _Failure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    message: str | None = None


class _Task(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: Name
    host: str | None = None
    ports: tuple[int, ...] = ()
    state: str | None = None


class _Reference(msgspec.Struct, frozen=True, kw_only=True):
    id: Name


class _Docker(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    image: str | None = None


class _Container(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    docker: _Docker | None = None


class RootApp(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An app of the root Marathon, as far as it may be a Marathon."""

    id: Name
    instances: Number
    labels: dict[str, str] = {}
    container: _Container | None = None
    tasks: tuple[_Task, ...] | None = None
    deployments: tuple[_Reference, ...] | None = None
    last_failure: _Failure | None = msgspec.field(name="lastTaskFailure", default=None)

    @property
    def image(self) -> str | None:
        return self.container.docker.image if self.container and self.container.docker else None

    @property
    def service(self) -> str | None:
        """The name by which Admin Router knows it; None for one that would lead to another path."""
        name = self.labels.get("DCOS_SERVICE_NAME", "").strip("/")
        return None if {"", ".", ".."} & set(name.split("/")) else name

    @property
    def running(self) -> int | None:
        """Tasks that run; None where Marathon does not list them. Marathon 1.4 has no state for some of them."""
        return None if self.tasks is None else sum(task.state in {RUNNING, None} for task in self.tasks)

    @property
    def failure(self) -> str:
        said = self.last_failure.message if self.last_failure else None
        return redact_text(" ".join((said or "").split()))[:LONGEST]

    def places(self) -> Iterator[str]:
        """Where its tasks serve HTTP, by the label that says which of their ports."""
        text = self.labels.get("DCOS_SERVICE_PORT_INDEX", "")
        index = int(text) if text.isdecimal() and len(text) < 4 else None
        for task in self.tasks or ():
            if index is not None and task.host and index < len(task.ports):
                yield _url(task.host, task.ports[index], secure=self.labels.get("DCOS_SERVICE_SCHEME") == "https")


def looks_like_marathon(app: RootApp) -> bool:
    """By its image, or as the package of this name."""
    return app.labels.get("DCOS_PACKAGE_NAME") == MARATHON or bool(app.image and _IMAGE.search(app.image))


class Runners:
    """The apps of the root Marathon by what they run."""

    def __init__(self, apps: Sequence[RootApp]) -> None:
        self._at = {(task.host, port): app for app in apps for task in app.tasks or () for port in task.ports}
        self._named: dict[str, set[str]] = {}
        self._by_id = {app.id: app for app in apps}
        for app in apps:
            for label in _FRAMEWORK_LABELS:
                if name := app.labels.get(label):
                    self._named.setdefault(name, set()).add(app.id)

    def of(self, framework: Framework) -> RootApp | None:
        """By address first: a name may be anything. A name that two apps claim is nobody's."""
        address = host_port(framework.webui_url or "")
        there = self._at.get((address.host, address.port)) if address is not None and address.port else None
        if there is not None:
            return there
        named = self._named.get(framework.name, set())
        return self._by_id[next(iter(named))] if len(named) == 1 else None


def _url(host: str, port: int, *, secure: bool) -> str:
    bracketed = f"[{host}]" if ":" in host else host
    return f"{'https' if secure else 'http'}://{bracketed}:{port}"
