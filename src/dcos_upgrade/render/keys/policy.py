"""What the policy rules say of each hop, as JSON keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dcos_upgrade.planning.policy import HopRule

SAYS = {True: "objects", False: "nothing", None: "unknown"}


def policy_keys(rows: Iterable[HopRule]) -> dict[str, Any]:
    """Every rule on every hop, those that have nothing against it too."""
    return {"policy_rules": [hop_rule_keys(row) for row in rows]}


def hop_rule_keys(row: HopRule) -> dict[str, Any]:
    return {
        "rule": row.judged.rule.id,
        "hop": row.hop,
        "from": str(row.source),
        "to": str(row.target),
        "says": SAYS[row.judged.truth.holds],
        "because": list(row.judged.truth.because),
        "severity": str(row.judged.rule.severity),
    }
