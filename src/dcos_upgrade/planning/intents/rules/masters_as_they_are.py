"""No run adds or replaces a master: the list of masters is part of every node's configuration."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.planning.intents.intent import MASTERS, Intent
from dcos_upgrade.planning.intents.intent_rule import IntentRule, Objects, Said


def judge(intent: Intent) -> Iterator[Said]:
    change = intent.new_masters
    if change is not None and not isinstance(change, Unknown):
        yield Objects(f"masters are neither added nor replaced, nor their order changed, by a run: {change}")
    own = _own(intent)
    if own is not None and own != set(intent.masters):
        strange = ", ".join(sorted(own ^ set(intent.masters)))
        yield Objects(f"the cluster was configured with other masters than it has now: they differ in {strange}")


def _own(intent: Intent) -> set[str] | None:
    """The masters that the cluster was installed with; None where it does not list them (it finds them by another way)."""
    listed = None if isinstance(intent.running, Unknown) else intent.running.keys.get(MASTERS)
    try:
        found = json.loads(listed) if listed else None
    except ValueError:
        return None
    return {str(each) for each in found} if isinstance(found, list) else None


INTENT_RULE = IntentRule(
    id="masters-as-they-are",
    title="Masters are neither added nor replaced",
    source="workbook, FAQ (replace or add masters: no); DC/OS documentation, upgrading pages 1.9 to 2.2",
    judge=judge,
)
