"""Where ZooKeeper's ensemble keeps its own configuration, and how masters are found, is said once for a cluster."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.planning.intents.intent import Intent
from dcos_upgrade.planning.intents.intent_rule import IntentRule, Objects, Said
from dcos_upgrade.planning.intents.keys import FOR_GOOD


def judge(intent: Intent) -> Iterator[Said]:
    if isinstance(intent.differences, Unknown):
        return  # the rule for the kind of the run says it already
    for change in (each for each in intent.differences if each.key in FOR_GOOD):
        yield Objects(f"this never changes after the installation, not in a run of its own either: {change}")


INTENT_RULE = IntentRule(
    id="keys-for-good",
    title="Some keys of config.yaml never change",
    source="DC/OS documentation, configuration reference (exhibitor_storage_backend) and upgrading pages 1.9 to 2.2",
    judge=judge,
)
