"""The lab's workload: an app with a health check, a pinned one, one with a persistent volume, one at the edge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from dcos_upgrade.core.cluster import Inventory, Node, Role

VERSION = "2017-09-07T12:00:00.000Z"

WEB, PINNED, STATEFUL, EDGE = "/web", "/pinned", "/data/store", "/edge/proxy"


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """``definition`` is what a person posted; defaults are Marathon's affair."""

    id: str
    instances: int
    definition: dict[str, Any]

    @property
    def health_checked(self) -> bool:
        return bool(self.definition.get("healthChecks"))

    @property
    def resident(self) -> bool:
        """Tasks with a volume on an agent wait for that agent."""
        return "residency" in self.definition

    @property
    def on_public_agents(self) -> bool:
        return "slave_public" in (self.definition.get("acceptedResourceRoles") or ())

    def fits(self, node: Node) -> bool:
        """Whether a node is of the right kind and every hostname constraint holds."""
        if (node.role is Role.PUBLIC_AGENT) is not self.on_public_agents:
            return False
        return all(_holds(constraint, node) for constraint in self.definition.get("constraints", ()))


def _holds(constraint: list[str], node: Node) -> bool:
    field, operator, *value = constraint
    if field != "hostname" or operator != "LIKE":
        return True
    return re.fullmatch(value[0], node.address) is not None


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
    return _app(EDGE, 1, cmd="exec haproxy -f haproxy.cfg", acceptedResourceRoles=["slave_public"])


def _app(app_id: str, instances: int, **fields: Any) -> App:
    definition = {"id": app_id, "instances": instances, "cpus": 0.2, "mem": 64.0, "disk": 0.0, **fields}
    return App(id=app_id, instances=instances, definition=definition)
