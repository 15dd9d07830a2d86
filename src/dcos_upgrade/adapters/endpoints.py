"""Where each service of a node is asked: its own port, unless the site says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.core.probe import Service, Via

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

TLS_PORTS = frozenset({443, 8443, 9443, 61002})
"""Where DC/OS speaks TLS; any other port is plain HTTP unless a URL says https."""

THROUGH_ADMINROUTER = "adminrouter"
BEHIND = {
    Service.MESOS_MASTER: "/mesos",
    Service.MARATHON: "/service/marathon",
    Service.METRONOME: "/service/metronome",
    Service.EXHIBITOR: "/exhibitor",
}
"""Where a master's Admin Router has them. Exhibitor is that master's own, the others are whoever leads."""

Override = int | str | Mapping[str, str]
"""A port; a URL with ``{address}`` in it; a URL for each node id (a tunnel, say); or THROUGH_ADMINROUTER."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """The site's overrides by service; without them everything is plain HTTP on the usual port.

    ``adminrouter_tls``: where nothing else is said, the masters' Admin Router is asked on 443, as a login must be.
    """

    overrides: Mapping[Service, Override] = field(default_factory=dict)
    zookeeper: int = ZOOKEEPER_PORT
    adminrouter_tls: bool = False

    def url(self, node: Node, service: Service) -> str:
        """The base URL, without a slash at its end."""
        override = self.overrides.get(service)
        if override == THROUGH_ADMINROUTER:
            return self.url(node, Service.ADMINROUTER) + BEHIND.get(service, "")
        if isinstance(override, int):
            return _plain(node, override)
        if isinstance(override, str):
            return override.replace("{address}", _host(node)).rstrip("/")
        if override is not None and node.id in override:
            return override[node.id].rstrip("/")
        return self._usual(node, service)

    def via(self, service: Service) -> Via:
        """Who stands between us and the service."""
        return Via.ADMINROUTER if self.overrides.get(service) == THROUGH_ADMINROUTER else Via.ITSELF

    def passed_on(self) -> frozenset[Service]:
        """The services that are asked through Admin Router."""
        return frozenset(service for service in Service if self.via(service) is Via.ADMINROUTER)

    def knows(self, node: Node, url: str) -> bool:
        """Whether this URL is one at which cluster.yaml itself has us ask for this node; a token goes nowhere else."""
        return any(_origin(self.url(node, service)) == _origin(url) for service in Service)

    def _usual(self, node: Node, service: Service) -> str:
        if service is not Service.ADMINROUTER:
            return _plain(node, PORTS[service])
        if node.role is not Role.MASTER:
            return _plain(node, AGENT_ADMINROUTER_PORT)
        return f"https://{_host(node)}" if self.adminrouter_tls else _plain(node, PORTS[service])


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _plain(node: Node, port: int) -> str:
    return f"{'https' if port in TLS_PORTS else 'http'}://{_host(node)}:{port}"


def _host(node: Node) -> str:
    return f"[{node.address}]" if ":" in node.address else node.address
