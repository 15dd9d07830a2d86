"""A comparison of two snapshots as JSON keys."""

from __future__ import annotations

from typing import Any

from dcos_upgrade.drift.judged import JudgedDifference
from dcos_upgrade.drift.judging import Comparison


def comparison_keys(comparison: Comparison) -> dict[str, Any]:
    """``unknown`` is what cannot be compared; it is no difference, and not equal either."""
    return {
        "from": comparison.source,
        "to": comparison.target,
        "compared": comparison.compared,
        "differences": [_difference(each) for each in comparison.differences],
        "unknown": [
            {"kind": each.kind, "subject": each.subject, "what": each.what, "why": each.why}
            for each in comparison.unknown
        ],
    }


def _difference(each: JudgedDifference) -> dict[str, str]:
    return {
        "kind": each.kind,
        "subject": each.subject,
        "what": each.what,
        "before": each.before,
        "after": each.after,
        "verdict": str(each.verdict),
        "why": each.why,
    }
