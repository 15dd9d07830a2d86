"""Values that the target's installer wants or refuses: better known before the window than at the bootstrap host."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.intents.intent import Intent
from dcos_upgrade.planning.intents.intent_rule import IntentRule, Objects, Said, Tells
from dcos_upgrade.probes.security_mode import Security

DEMANDED = ("enable_ipv6", "fault_domain_enabled")
GPU = ("marathon_gpu_scheduling_behavior", "metronome_gpu_scheduling_behavior")
SPARTAN = frozenset({"198.51.100.1", "198.51.100.2", "198.51.100.3"})
"""DC/OS's own resolvers, on every node."""

V1_11, V1_13, V2_2 = Version(1, 11, 0), Version(1, 13, 0), Version(2, 2, 0)


def judge(intent: Intent) -> Iterator[Said]:
    if intent.planned is None:
        return
    keys = intent.planned.keys
    yield from _demanded(intent, keys)
    if hop := intent.crossing(V1_13):
        yield from (
            Objects(f"{hop[1]} takes no {key}: 'undefined'", hop) for key in GPU if keys.get(key) == "undefined"
        )
    if hop := intent.crossing(V2_2):
        own = sorted(SPARTAN & set(_listed(keys.get("resolvers", ""))))
        if own:
            yield Objects(f"{hop[1]} takes no resolvers that are DC/OS's own: {', '.join(own)}", hop)


def _demanded(intent: Intent, keys: Mapping[str, str]) -> Iterator[Said]:
    hop, missing = intent.crossing(V1_11), [key for key in DEMANDED if key not in keys]
    if hop is None or not missing:
        return
    variant = intent.security.variant if isinstance(intent.security, Security) else ""
    if variant == "enterprise":
        yield Objects(f"{hop[1]} wants {' and '.join(missing)} in config.yaml", hop)
    elif variant == "":
        yield Tells(
            f"in Enterprise {hop[1]} wants {' and '.join(missing)} in config.yaml; this cluster does not say what it is"
        )


def _listed(text: str) -> list[str]:
    try:
        found = json.loads(text)
    except ValueError:
        return text.split(",")
    return [str(each) for each in found] if isinstance(found, list) else []


INTENT_RULE = IntentRule(
    id="target-takes-the-values",
    title="The target's installer takes the planned configuration",
    source="DC/OS 1.11 documentation, upgrading; dcos/dcos 1.13.0 and 2.2.1, gen/calc.py",
    judge=judge,
)
