"""The lab's workload: an app with a health check, a pinned one, one with a persistent volume, one at the edge."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dcos_upgrade.core.cluster import Inventory, Node, Role
from dcos_upgrade.lab.secrets import APP_PASSWORD
from dcos_upgrade.lab.world.offers import PUBLIC_ROLE, holds, role_of

VERSION = "2017-09-07T12:00:00.000Z"

WEB, PINNED, STATEFUL, EDGE = "/web", "/pinned", "/data/store", "/edge/proxy"
ITS_PORT = re.compile(r"\$\{?PORT")


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """``definition`` is what a person posted; defaults are Marathon's affair.

    ``version`` moves with every change, ``changed_at`` with every one that needs new tasks, ``scaled_at`` with the others.
    """

    id: str
    instances: int
    definition: dict[str, Any]
    version: str = VERSION
    changed_at: str = VERSION
    scaled_at: str = VERSION

    @property
    def health_checked(self) -> bool:
        return bool(self.definition.get("healthChecks"))

    @property
    def resident(self) -> bool:
        """Tasks with a volume on an agent wait for that agent."""
        return "residency" in self.definition

    @property
    def patience(self) -> float | None:
        """Seconds until a task on an unreachable agent is replaced; None for never."""
        strategy = self.definition.get("unreachableStrategy")
        if self.resident or strategy == "disabled":
            return None
        return float(strategy.get("inactiveAfterSeconds", 0)) if isinstance(strategy, dict) else 0.0

    @property
    def cpus(self) -> float:
        return float(self.definition.get("cpus", 1.0))

    @property
    def mem(self) -> float:
        return float(self.definition.get("mem", 128.0))

    @property
    def image(self) -> str | None:
        container = self.definition.get("container") or {}
        found = (container.get("docker") or {}).get("image")
        return str(found) if found else None

    @property
    def command(self) -> str:
        return " ".join((self.definition.get("cmd") or "", *(self.definition.get("args") or ()))).strip()

    @property
    def labels(self) -> dict[str, str]:
        return dict(self.definition.get("labels") or {})

    @property
    def host_ports(self) -> tuple[int, ...]:
        """One for each port of a task; 0 where any will do. What is not asked for is one of any number."""
        mappings = self._mappings()
        if mappings is not None:
            return tuple(mapping.get("hostPort") or 0 for mapping in mappings)
        ports = self.service_ports
        if ports is None:
            return (0,)
        return ports if self.definition.get("requirePorts") else (0,) * len(ports)

    @property
    def service_ports(self) -> tuple[int, ...] | None:
        """As asked for in the newer form or the older one; None when neither was."""
        if "portDefinitions" in self.definition:
            return tuple(int(one.get("port") or 0) for one in self.definition["portDefinitions"])
        return tuple(self.definition["ports"]) if "ports" in self.definition else None

    @property
    def listens(self) -> bool:
        """Whether its command opens a port: it speaks of one, or the image knows itself what to do."""
        named = any(port and str(port) in self.command for port in self.host_ports)
        return bool(self.host_ports) and (named or ITS_PORT.search(self.command) is not None or not self.command)

    @property
    def grace(self) -> float:
        """Seconds after a start in which failed health checks do not count."""
        checks: Sequence[dict[str, Any]] = self.definition.get("healthChecks") or ({},)
        return float(checks[0].get("gracePeriodSeconds", 300))

    @property
    def fewest_healthy(self) -> int:
        """How many tasks an upgrade leaves running."""
        share = (self.definition.get("upgradeStrategy") or {}).get("minimumHealthCapacity", 1.0)
        return math.ceil(self.instances * float(share))

    @property
    def most_at_once(self) -> int:
        """How many tasks there may be during an upgrade."""
        share = (self.definition.get("upgradeStrategy") or {}).get("maximumOverCapacity", 1.0)
        return int(self.instances * (1.0 + float(share)))

    def fits(self, node: Node, others: Sequence[Node] = ()) -> bool:
        """Whether a node is of the right kind and every constraint holds, with tasks of this app on ``others``."""
        if role_of(node) not in (self.definition.get("acceptedResourceRoles") or ("*",)):
            return False
        return all(holds(constraint, node, others) for constraint in self.definition.get("constraints", ()))

    def _mappings(self) -> list[dict[str, Any]] | None:
        container = self.definition.get("container") or {}
        found = container.get("portMappings") or (container.get("docker") or {}).get("portMappings")
        return list(found) if found else None


def default_apps(inventory: Inventory) -> tuple[App, ...]:
    """Only what the agents can hold."""
    private = inventory.of(Role.PRIVATE_AGENT)
    apps: list[App] = []
    if private:
        apps += [_web(min(3, len(private) + 1)), _pinned(private[0]), _stateful()]
    if inventory.of(Role.PUBLIC_AGENT):
        apps.append(_edge())
    return tuple(apps)


def _web(instances: int) -> App:
    return _app(
        WEB,
        instances,
        cmd="exec python3 -m http.server $PORT0",
        labels={"owner": "web-team"},
        env={"DB_PASSWORD": APP_PASSWORD},
        portDefinitions=[{"port": 10101, "protocol": "tcp", "name": "http", "labels": {"VIP_0": "/web:80"}}],
        healthChecks=[
            {
                "protocol": "HTTP",
                "path": "/",
                "portIndex": 0,
                "gracePeriodSeconds": 30,
                "intervalSeconds": 10,
                "timeoutSeconds": 5,
                "maxConsecutiveFailures": 3,
            }
        ],
    )


def _pinned(node: Node) -> App:
    pattern = node.address.replace(".", "\\.")
    return _app(PINNED, 1, cmd="exec sleep 1000000", constraints=[["hostname", "LIKE", pattern]])


def _stateful() -> App:
    volume = {"containerPath": "store", "mode": "RW", "persistent": {"size": 256, "type": "root", "constraints": []}}
    return _app(
        STATEFUL,
        1,
        cmd="exec tail -F store/log",
        container={"type": "MESOS", "volumes": [volume]},
        residency={"taskLostBehavior": "WAIT_FOREVER", "relaunchEscalationTimeoutSeconds": 3600},
        unreachableStrategy="disabled",
        upgradeStrategy={"minimumHealthCapacity": 0, "maximumOverCapacity": 0},
    )


def _edge() -> App:
    return _app(EDGE, 1, cmd="exec haproxy -f haproxy.cfg", acceptedResourceRoles=[PUBLIC_ROLE])


def _app(app_id: str, instances: int, **fields: Any) -> App:
    definition = {"id": app_id, "instances": instances, "cpus": 0.2, "mem": 64.0, "disk": 0.0, **fields}
    return App(id=app_id, instances=instances, definition=definition)
