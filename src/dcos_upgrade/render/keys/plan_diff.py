"""A difference between two plans, as JSON keys."""

from __future__ import annotations

from typing import Any

from dcos_upgrade.planning.plan_difference import Difference


def difference_keys(found: Difference) -> dict[str, Any]:
    """``bearing`` is null where nobody can say for certain."""
    return {
        "where": found.where,
        "what": found.what,
        "before": found.before,
        "after": found.after,
        "bearing": str(found.bearing) if found.bearing else None,
    }
