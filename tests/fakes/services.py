"""Service Marathons behind the run's ports: apps of a root Marathon around which a process can die, and looks at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from fakes.cluster import Executioner, FakeCluster, FakeLooks

from dcos_upgrade.core.check import HopFacts
from dcos_upgrade.core.plan import Hop, Plan, ServiceMarathon, StageName
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.usecases.looking import Look


def image(version: str) -> dict[str, Any]:
    """The patch that takes an app to this version."""
    return {"container": {"docker": {"image": f"mom:v{version}"}}}


def app_at(app: str, version: str) -> dict[str, Any]:
    docker = {"image": f"mom:v{version}", "network": "HOST"}
    return {"id": app, "mem": 512, "container": {"type": "DOCKER", "docker": docker}}


def with_services(plan: Plan, *services: ServiceMarathon) -> Plan:
    """The same in every hop."""
    return with_services_by_hop(plan, [services] * len(plan.hops))


def with_services_by_hop(plan: Plan, services: list[tuple[ServiceMarathon, ...]]) -> Plan:
    hops = tuple(_staged(hop, found) for hop, found in zip(plan.hops, services, strict=True))
    return msgspec.structs.replace(plan, hops=hops)


def _staged(hop: Hop, services: tuple[ServiceMarathon, ...]) -> Hop:
    stages = tuple(
        msgspec.structs.replace(stage, services=services) if stage.name is StageName.SERVICE_MARATHONS else stage
        for stage in hop.stages
    )
    return msgspec.structs.replace(hop, stages=stages)


def nobody(app: str) -> None:
    """For those who do not watch what is changed."""


@dataclass
class DyingApps:
    """The root Marathon, around which the orchestrator may die before and after each change; ``changed`` is told each one."""

    cluster: FakeCluster
    death: Executioner
    changed: Callable[[str], None] = nobody

    async def read(self, app: str) -> Answer:
        return await self.cluster.marathon.read(app)

    async def put(self, app: str, definition: Mapping[str, Any]) -> Answer:
        self.death()
        whole = {**self.cluster.marathon.apps[app], **definition}
        answer = await self.cluster.marathon.put(app, whole)
        if answer.status < 300:
            self.changed(app)
        self.death()
        return answer


@dataclass
class ServiceLooks:
    """The fake's looks, in which the service Marathon in hand says its version, if it says any."""

    cluster: FakeCluster
    says: Callable[[], str | None] | None = None

    async def judge(self, gates: Any, focus: Any, hop: HopFacts) -> Look:
        look = await FakeLooks(self.cluster).judge(gates, focus, hop)
        return replace(look, service_version=self.says() if self.says else None)

    async def validate(self, hop: HopFacts) -> Any:
        return await FakeLooks(self.cluster).validate(hop)
