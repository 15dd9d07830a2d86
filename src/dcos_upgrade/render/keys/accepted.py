"""Risks that people took, as JSON keys."""

from __future__ import annotations

from typing import Any

from dcos_upgrade.usecases.accepting import AcceptedRisk


def accepted_keys(each: AcceptedRisk) -> dict[str, Any]:
    """``hops`` are FROM->TO, ``until`` the last day that counts (UTC), ``standing`` "in-force" or "expired"."""
    return {
        "id": each.id,
        "message": each.message,
        "hops": list(each.hops),
        "by": each.by,
        "reason": each.reason,
        "until": each.until.isoformat(),
        "said": f"{each.said:%Y-%m-%dT%H:%M:%SZ}",
        "standing": str(each.standing),
    }
