"""ip-detect may be edited, and what it says may not change: a node with another address is another agent, or no master at all."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.planning.intents.intent import Intent
from dcos_upgrade.planning.intents.intent_rule import IntentRule, Said, Tells


def judge(intent: Intent) -> Iterator[Said]:
    if intent.planned_script is None:
        return
    if isinstance(intent.scripts, Unknown):
        yield Unknown(f"the ip-detect script of the nodes: {intent.scripts.reason}")
    elif intent.scripts != frozenset({intent.planned_script}):
        yield Tells(
            "ip-detect is not the script that the nodes have: run it on every node first, it must say the address that the node has now"
        )


INTENT_RULE = IntentRule(
    id="ip-detect-says-the-same",
    title="An edited ip-detect script is told",
    source="DC/OS documentation, upgrading pages 1.9 to 2.2 (ip-detect may be edited)",
    judge=judge,
)
