"""A cluster that a cloud template made has no installer that could upgrade it. Terraform's is one, from 1.12 on."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.intents.intent import Intent
from dcos_upgrade.planning.intents.intent_rule import IntentRule, Objects, Said, Tells

UNIVERSAL = Version(1, 12, 0)
PROVIDERS = frozenset({"aws", "azure"})
"""What the installer is told by a template; by hand it says onprem."""


class Maker(StrEnum):
    """How a cluster was installed: the values of ``installed_by`` in cluster.yaml."""

    ADVANCED = "advanced"
    UNIVERSAL_INSTALLER = "universal-installer"
    CLOUD_TEMPLATE = "cloud-template"
    VAGRANT = "vagrant"
    DOCKER = "docker"
    GUI = "gui"


WITHOUT_UPGRADE = frozenset({Maker.CLOUD_TEMPLATE, Maker.VAGRANT, Maker.DOCKER, Maker.GUI})


def judge(intent: Intent) -> Iterator[Said]:
    provider = "" if isinstance(intent.running, Unknown) else intent.running.provider
    signs = () if isinstance(intent.signs, Unknown) else intent.signs
    found = [*signs, *([f"provider: {provider}"] if provider in PROVIDERS else [])]
    if intent.installed_by in WITHOUT_UPGRADE:
        yield Objects(
            f"it was installed by {intent.installed_by} (cluster.yaml): build a new cluster and move the apps"
        )
    elif found:
        yield Objects(f"a cloud template made it: build a new cluster and move the apps ({', '.join(found)})")
    elif intent.installed_by == Maker.UNIVERSAL_INSTALLER and intent.route[0] < UNIVERSAL:
        yield Objects(
            f"the Universal Installer upgrades clusters from {UNIVERSAL.minor} on, not from {intent.route[0]}"
        )
    elif isinstance(intent.signs, Unknown) and not intent.installed_by:
        yield Tells(
            f"unknown how it was installed ({intent.signs.reason}): a cluster that a cloud template made cannot be upgraded"
        )


INTENT_RULE = IntentRule(
    id="made-by-a-template",
    title="Only clusters of the advanced installer are upgraded",
    source="workbook, FAQ (CloudFormation: no); DC/OS 1.12.0 release notes (Universal Installer)",
    judge=judge,
)
