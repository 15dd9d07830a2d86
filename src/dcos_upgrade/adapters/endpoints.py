"""Where each service of a node is asked: its own port, unless the site says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.core.probe import Service

PORTS = {
    Service.MESOS_MASTER: 5050,
    Service.MESOS_AGENT: 5051,
    Service.MARATHON: 8080,
    Service.EXHIBITOR: 8181,
    Service.ADMINROUTER: 80,
    Service.METRONOME: 9000,
}
"""The services' own ports, DC/OS 1.9 to 2.2 (Admin Router: on masters)."""

AGENT_ADMINROUTER_PORT = 61001
ZOOKEEPER_PORT = 2181

Override = int | str | Mapping[str, str]
"""A port; a URL with ``{address}`` in it; or a URL for each node id (a tunnel, say)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """The site's overrides by service; without them everything is plain HTTP on the usual port."""

    overrides: Mapping[Service, Override] = field(default_factory=dict)
    zookeeper: int = ZOOKEEPER_PORT

    def url(self, node: Node, service: Service) -> str:
        """The base URL, without a slash at its end."""
        override = self.overrides.get(service)
        if isinstance(override, int):
            return _plain(node, override)
        if isinstance(override, str):
            return override.replace("{address}", _host(node)).rstrip("/")
        if override is not None and node.id in override:
            return override[node.id].rstrip("/")
        return _plain(node, _usual_port(node, service))


def _usual_port(node: Node, service: Service) -> int:
    if service is Service.ADMINROUTER and node.role is not Role.MASTER:
        return AGENT_ADMINROUTER_PORT
    return PORTS[service]


def _plain(node: Node, port: int) -> str:
    return f"http://{_host(node)}:{port}"


def _host(node: Node) -> str:
    return f"[{node.address}]" if ":" in node.address else node.address
