"""The security mode changes in a run of its own. Which comes first depends on the target."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.planning.intents.intent import Intent
from dcos_upgrade.planning.intents.intent_rule import IntentRule, Objects, Said
from dcos_upgrade.planning.intents.rules.disabled_leaves_first import WITHOUT_DISABLED
from dcos_upgrade.probes.security_mode import SecurityMode


def judge(intent: Intent) -> Iterator[Said]:
    new = intent.new_mode
    if intent.reconfigures or new is None or isinstance(new, Unknown):
        return
    mode = intent.mode
    old = "unknown" if isinstance(mode, Unknown) else mode or "none"
    yield Objects(f"the security mode changes with the version ({old} → {new or 'not set'}): {_order(intent)}")


def _order(intent: Intent) -> str:
    source, target = intent.route[0], intent.route[-1]
    if intent.mode is SecurityMode.DISABLED and intent.crossing(WITHOUT_DISABLED):
        return (
            f"first disabled → permissive in a run of its own at {source}, then {target}; any stricter mode after that"
        )
    return f"first {target} in the mode that is in force, then the mode in a run of its own"


INTENT_RULE = IntentRule(
    id="security-mode-alone",
    title="Security mode and release do not change in the same run",
    source="workbook, FAQ (upgrade and permissive to strict together: no); DC/OS documentation, upgrading pages 1.9 to 1.11",
    judge=judge,
)
