"""Deployments under way in the root Marathon, as each master's Marathon answers."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import Name, http_json, unreadable


class Deployment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: Name
    version: str | None = None
    affected_apps: tuple[str, ...] | None = msgspec.field(name="affectedApps", default=None)
    affected_pods: tuple[str, ...] | None = msgspec.field(name="affectedPods", default=None)

    @property
    def apps(self) -> frozenset[str]:
        """Apps and pods."""
        return frozenset((*(self.affected_apps or ()), *(self.affected_pods or ())))

    @property
    def affects(self) -> str:
        return ", ".join((*(self.affected_apps or ()), *(self.affected_pods or ())))


class MarathonDeployments(msgspec.Struct, frozen=True, kw_only=True):
    deployments: tuple[Deployment, ...]


def parse(answer: Answer) -> MarathonDeployments:
    deployments = http_json(answer, tuple[Deployment, ...])
    if any(one.affected_apps is None and one.affected_pods is None for one in deployments):
        raise unreadable(answer, "not the answer that was asked for: an entry is no deployment")
    return MarathonDeployments(deployments=tuple(sorted(deployments, key=lambda deployment: deployment.id)))


PROBE = Probe(
    id="marathon-deployments",
    title="Deployments under way in the root Marathon",
    source="workbook, 'Pre-Upgrade Checklist'; Marathon /v2/deployments, 1.4 to 1.11",
    fact=MarathonDeployments,
    question=HttpGet(service=Service.MARATHON, path="/v2/deployments"),
    parse=parse,
    subjects=every_master,
)
