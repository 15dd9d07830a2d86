"""DC/OS 1.12 has no security mode disabled: a cluster leaves that mode before it leaves 1.11."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.intents.intent import Intent
from dcos_upgrade.planning.intents.intent_rule import IntentRule, Objects, Said, Tells
from dcos_upgrade.probes.security_mode import Security, SecurityMode

WITHOUT_DISABLED = Version(1, 12, 0)


def judge(intent: Intent) -> Iterator[Said]:
    hop, mode = intent.crossing(WITHOUT_DISABLED), intent.mode
    if hop is None:
        return
    if mode is SecurityMode.DISABLED:
        first = f"first disabled → permissive in a run of its own at {intent.route[0]}, then the version"
        yield Objects(f"{hop[1]} has no security mode disabled, which is in force: {first}", hop)
    elif (
        isinstance(mode, Unknown) and isinstance(intent.security, Security) and intent.security.variant == "enterprise"
    ):
        yield Tells(f"unknown whether the security mode is disabled, which {hop[1]} does not have: {mode.reason}")


INTENT_RULE = IntentRule(
    id="disabled-leaves-first",
    title="The security mode disabled is left before 1.12",
    source="DC/OS 1.12.0 release notes; DC/OS 1.12 documentation, upgrading",
    judge=judge,
)
