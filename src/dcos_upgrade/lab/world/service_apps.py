"""Service Marathons as people run them: an app of the root Marathon each, and what each of them runs in turn."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import Any

from dcos_upgrade.lab.world.apps import App
from dcos_upgrade.lab.world.tasks import Task

IMAGE = re.compile(r"(?:^|/)marathon(?:-dcos-ee)?(?::v?(\d+\.\d+\.\d+)[^/]*)?$")
PORT_OF_TASK = re.compile(r"^\$\{?PORT(\d*)\}?$")
UNKNOWN_VERSION = "1.5.2"
MOST = 2
"""So many kinds of service Marathon a lab can begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a Marathon is started with. ``failover_timeout`` in seconds."""

    framework_name: str
    zk: str
    role: str
    principal: str
    failover_timeout: float
    http_port: str

    def port(self, task: Task) -> int:
        """The host port of ``task`` at which it serves HTTP."""
        match = PORT_OF_TASK.match(self.http_port)
        number = int(match.group(1) or 0) if match else None
        if number is not None and number < len(task.ports):
            return task.ports[number]
        return int(self.http_port) if self.http_port.isdigit() else 8080


def is_marathon(image: str | None) -> bool:
    return image is not None and IMAGE.search(image) is not None


def version_of(image: str | None) -> str:
    """As its tag says."""
    found = IMAGE.search(image or "")
    return (found.group(1) if found else None) or UNKNOWN_VERSION


def settings_of(command: str) -> Settings:
    """From the command line; the rest as Marathon's own defaults."""
    options = _options(command)
    name = options.get("framework_name", "marathon")
    return Settings(
        framework_name=name,
        zk=options.get("zk", "zk://localhost:2181/marathon"),
        role=options.get("mesos_role", "*"),
        principal=options.get("mesos_authentication_principal", ""),
        failover_timeout=float(options.get("failover_timeout", "604800")),
        http_port=options.get("http_port", "8080"),
    )


def _options(command: str) -> dict[str, str]:
    try:
        words = shlex.split(command)
    except ValueError:
        words = command.split()
    found: dict[str, str] = {}
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            found[name] = value if equals else following
    return found


def service_apps(count: int, version: str) -> tuple[App, ...]:
    """The first is the package at a ZooKeeper path of its own; the second was made by hand, with fixed ports."""
    tag = version if re.fullmatch(r"\d+\.\d+\.\d+", version) else UNKNOWN_VERSION
    package = _service_marathon(
        "/marathon-user",
        tag,
        zk="teams/user-marathon",
        index=0,
        portDefinitions=[{"port": 0, "protocol": "tcp"}, {"port": 0, "protocol": "tcp"}],
        labels={"DCOS_PACKAGE_NAME": "marathon", "DCOS_PACKAGE_FRAMEWORK_NAME": "marathon-user"},
    )
    by_hand = _service_marathon(
        "/mon/marathon",
        tag,
        zk="universe/mon-marathon-service",
        index=1,
        name="mon-marathon-service",
        portDefinitions=[{"port": 22222, "protocol": "tcp"}, {"port": 22223, "protocol": "tcp"}],
        requirePorts=True,
        labels={},
    )
    return (package, by_hand)[:count]


def apps_within(app: App) -> tuple[App, ...]:
    """What a service Marathon of the lab has been running: a server in two instances and a worker in one."""
    team = app.id.strip("/").partition("/")[0]
    size = {"cpus": 0.1, "mem": 32.0, "disk": 0.0}
    api = {"id": f"/{team}/api", "cmd": "exec python3 -m http.server $PORT0", "instances": 2, **size}
    worker = {"id": f"/{team}/worker", "cmd": "exec sleep 1000000", "instances": 1, **size}
    return tuple(App(id=str(one["id"]), instances=int(str(one["instances"])), definition=one) for one in (api, worker))


def _service_marathon(
    app_id: str, tag: str, *, zk: str, index: int, name: str | None = None, labels: dict[str, str], **fields: Any
) -> App:
    service = name or app_id.strip("/")
    command = (
        "LIBPROCESS_PORT=$PORT{other} ./bin/start --default_accepted_resource_roles '*' "
        "--enable_features vips,task_killing --framework_name {service} --hostname $LIBPROCESS_IP --http_port $PORT{index} "
        "--master zk://master.mesos:2181/mesos --zk zk://master.mesos:2181/{zk} --failover_timeout 604800 "
        "--mesos_authentication_principal dcos_{principal}"
    ).format(other=1 - index, index=index, service=service, zk=zk, principal=service.replace("-", "_"))
    labelled = {
        "DCOS_SERVICE_NAME": service,
        "DCOS_SERVICE_PORT_INDEX": str(index),
        "DCOS_SERVICE_SCHEME": "http",
        **labels,
    }
    definition = {
        "id": app_id,
        "instances": 1,
        "cpus": 0.5,
        "mem": 1024.0,
        "disk": 0.0,
        "cmd": command,
        "container": {"type": "DOCKER", "docker": {"image": f"mesosphere/marathon:v{tag}", "network": "HOST"}},
        "labels": labelled,
        "healthChecks": [{"protocol": "HTTP", "path": "/ping", "portIndex": index, "gracePeriodSeconds": 1800}],
        "upgradeStrategy": {"minimumHealthCapacity": 0, "maximumOverCapacity": 0},
        **fields,
    }
    return App(id=app_id, instances=1, definition=definition)
