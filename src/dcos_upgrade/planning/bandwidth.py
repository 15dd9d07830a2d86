"""How many agents may be in flight: what the operator allows, and what the bootstrap host can serve. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from dcos_upgrade.core.plan import Pacing

PACKAGE_MB = 1500.0
"""Megabytes that a node fetches for one hop, if nobody says: DC/OS sets of packages are about 800 to 1500 MB."""

FETCH_SECONDS = 300.0
"""All that are in flight should have fetched within this time."""


def in_flight(pacing: Pacing) -> int:
    caps = (pacing.at_once, served_at_once(pacing), None if pacing.out_budget is UNSET else pacing.out_budget)
    return max(1, min(cap for cap in caps if cap is not None))


def served_at_once(pacing: Pacing) -> int | None:
    """How many nodes can fetch within FETCH_SECONDS; None where the bandwidth is not given."""
    if pacing.bootstrap_mbit is UNSET:
        return None
    megabytes = PACKAGE_MB if pacing.package_mb is UNSET else pacing.package_mb
    return max(1, int(pacing.bootstrap_mbit * FETCH_SECONDS / (8 * megabytes)))


def bandwidth_notes(pacing: Pacing) -> Iterator[str]:
    served = served_at_once(pacing)
    if pacing.out_budget is not UNSET and pacing.out_budget < pacing.at_once:
        yield f"at most {pacing.out_budget} agent(s) are out at one time, set aside or in flight, not {pacing.at_once}"
    if served is not None and served < pacing.at_once:
        yield f"the bootstrap host serves {served} node(s) within {FETCH_SECONDS:g} s: that many are in flight, not {pacing.at_once}"
