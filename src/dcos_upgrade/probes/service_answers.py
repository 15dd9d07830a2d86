"""What the questions about service Marathons are answered, as far as it is read."""

from __future__ import annotations

import msgspec

from dcos_upgrade.probes.marathon_apps import App
from dcos_upgrade.probes.reading import Name
from dcos_upgrade.probes.service_apps import Framework, RootApp


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    frameworks: tuple[Framework, ...]


class RootApps(msgspec.Struct, frozen=True, kw_only=True):
    apps: tuple[RootApp, ...]


class Zookeeper(msgspec.Struct, frozen=True, kw_only=True):
    zk: str | None = None


class Info(msgspec.Struct, frozen=True, kw_only=True):
    name: str = ""
    version: Name | None = None
    framework_id: str | None = msgspec.field(name="frameworkId", default=None)
    zookeeper: Zookeeper | None = msgspec.field(name="zookeeper_config", default=None)


class OwnApps(msgspec.Struct, frozen=True, kw_only=True):
    apps: tuple[App, ...]


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """As it is kept: of Mesos and of the root Marathon only what is needed, of the others their whole word."""

    frameworks: tuple[Framework, ...]
    apps: tuple[RootApp, ...]
    root: Info
    said: dict[str, msgspec.Raw] = {}
    other: dict[str, str] = {}
    silent: dict[str, str] = {}
