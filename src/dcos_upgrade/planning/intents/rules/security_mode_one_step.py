"""A cluster becomes stricter, one mode at a time; the way back is a new installation, which ends all that runs."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.planning.intents.intent import Intent
from dcos_upgrade.planning.intents.intent_rule import IntentRule, Objects, Said, Tells
from dcos_upgrade.probes.security_mode import SecurityMode

ORDER = tuple(SecurityMode)
CHECKS_FAIL = "the site's own node and cluster checks fail while disabled becomes permissive"
RESTART = "restart pods and tasks of the command executor in permissive mode first, or they are restarted when the masters change"


def judge(intent: Intent) -> Iterator[Said]:
    new, mode = intent.new_mode, intent.mode
    if new is None or isinstance(new, Unknown):
        return
    if isinstance(mode, Unknown):
        yield Unknown(f"the security mode in force: {mode.reason}")
    elif new not in set(SecurityMode):
        yield Objects(f"{new or 'no security mode'!r} is none of {', '.join(ORDER)}; say the one that is meant")
    elif mode is None:
        yield Objects("an open cluster has no security mode")
    else:
        yield from _step(mode, SecurityMode(new))


def _step(old: SecurityMode, new: SecurityMode) -> Iterator[Said]:
    further = ORDER.index(new) - ORDER.index(old)
    if further < 0:
        yield Objects(f"{old} → {new} is less strict: that needs a new installation, and everything that runs ends")
    elif further > 1:
        yield Objects(f"{old} → {new} is two steps: each is a run of its own, {ORDER[ORDER.index(old) + 1]} first")
    else:
        yield Tells(f"security {old} → {new}: {CHECKS_FAIL if old is SecurityMode.DISABLED else RESTART}")


INTENT_RULE = IntentRule(
    id="security-mode-one-step",
    title="The security mode becomes stricter by one step at a time",
    source="DC/OS documentation, upgrading pages 1.9 to 2.2 (security modes)",
    judge=judge,
)
