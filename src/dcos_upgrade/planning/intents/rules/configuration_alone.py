"""Release or configuration: a run changes one of the two. What the target itself demands goes along."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.planning.intents.intent import Intent
from dcos_upgrade.planning.intents.intent_rule import IntentRule, Objects, Said, Tells
from dcos_upgrade.planning.intents.keys import along, has_its_own_rule, of_the_installer


def judge(intent: Intent) -> Iterator[Said]:
    if intent.reconfigures or intent.planned is None:
        return
    if isinstance(intent.differences, Unknown):
        yield Unknown(f"the cluster's own configuration: {intent.differences.reason}")
        return
    others = [each for each in intent.differences if not has_its_own_rule(each.key)]
    for change in (each for each in others if of_the_installer(each.key)):
        yield Tells(f"{change}: only the bootstrap host reads it")
    for change in (each for each in others if not of_the_installer(each.key)):
        reason = along(change, intent)
        if reason is None:
            yield Objects(
                f"config.yaml changes with the version, which needs a run of its own before or after: {change}"
            )
        else:
            yield Tells(f"{change}: goes along, as {reason.why} ({reason.source})")


INTENT_RULE = IntentRule(
    id="configuration-alone",
    title="Configuration and release do not change in the same run",
    source="workbook, FAQ (config.yaml with the version: no); DC/OS documentation, upgrading pages 1.9 to 2.2",
    judge=judge,
)
