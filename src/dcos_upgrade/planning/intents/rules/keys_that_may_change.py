"""A run that changes the configuration changes only the few keys that may change in a cluster that is installed."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.planning.intents.compare import Difference
from dcos_upgrade.planning.intents.intent import Intent
from dcos_upgrade.planning.intents.intent_rule import IntentRule, Objects, Said, Tells
from dcos_upgrade.planning.intents.keys import MAY_CHANGE, has_its_own_rule, of_the_installer


def judge(intent: Intent) -> Iterator[Said]:
    if not intent.reconfigures or intent.planned is None:
        return
    if isinstance(intent.differences, Unknown):
        yield Unknown(f"the cluster's own configuration: {intent.differences.reason}")
        return
    for change in intent.differences:
        if of_the_installer(change.key):
            yield Tells(f"{change}: only the bootstrap host reads it")
        elif not has_its_own_rule(change.key) and not _may(change, intent):
            yield Objects(f"no key that may change once a cluster is installed: {change}")


def _may(change: Difference, intent: Intent) -> bool:
    since = MAY_CHANGE.get(change.key)
    return since is not None and since <= intent.route[0]


INTENT_RULE = IntentRule(
    id="keys-that-may-change",
    title="Only few keys of config.yaml may change after the installation",
    source="DC/OS documentation, upgrading pages 1.9 to 2.2 (modifying the configuration)",
    judge=judge,
)
