"""What a capture and a comparison found, as JSON keys."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift import Drift


def unknown_keys(snapshot: Snapshot) -> list[dict[str, str]]:
    return [
        {"probe": probe, "subject": str(subject), "reason": reason} for probe, subject, reason in snapshot.unknowns()
    ]


def drift_keys(drift: Drift) -> dict[str, Any]:
    return {
        "lost": [msgspec.to_builtins(each) for each in drift.lost],
        "expected": [msgspec.to_builtins(each) for each in drift.expected],
        "unknown": [msgspec.to_builtins(each) for each in drift.unknown],
    }


def fact_keys(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Every fact that is known, with the digest of its raw answer."""
    return [
        {
            "probe": probe,
            "subject": str(subject),
            "value": msgspec.to_builtins(observed.value),
            "evidence": observed.evidence.digest if observed.evidence else None,
        }
        for (probe, subject), observed in sorted(snapshot.facts.items())
        if observed.known
    ]
