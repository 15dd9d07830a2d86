"""Apps in the root Marathon that carry this tool's label: test apps of runs. Only an audit asks for them."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import Name, http_json

LABEL = "DCOS_UPGRADE_RUN"
"""Its value is the run that put the app there."""


class _App(msgspec.Struct, frozen=True, kw_only=True):
    id: Name
    labels: dict[str, str] = {}


class _Body(msgspec.Struct, frozen=True, kw_only=True):
    apps: tuple[_App, ...]


class MarkedApps(msgspec.Struct, frozen=True, kw_only=True):
    """Run by app id."""

    apps: dict[str, str]


def parse(answer: Answer) -> MarkedApps:
    apps = http_json(answer, _Body).apps
    return MarkedApps(apps={app.id: app.labels[LABEL] for app in apps if LABEL in app.labels})


MARKED_APPS = Probe(
    id="marked-apps",
    title="Apps of the root Marathon that a run of this tool has put there",
    source="Marathon /v2/apps?label=, 1.4 to 1.11",
    fact=MarkedApps,
    question=HttpGet(service=Service.MARATHON, path=f"/v2/apps?label={LABEL}"),
    parse=parse,
    subjects=every_master,
)
