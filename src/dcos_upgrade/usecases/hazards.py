"""What stands on a hop right now: everything is asked anew, kept as evidence, and held against the catalog's risks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.acceptance import StandingRisk
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot_codec import encode
from dcos_upgrade.planning.standing import standing_risks
from dcos_upgrade.usecases.capture import capture
from dcos_upgrade.usecases.eyes import Eyes


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """``look`` is the evidence digest of the snapshot over which the risks were judged."""

    look: str
    risks: tuple[StandingRisk, ...]


class Hazards(Protocol):
    """Who can say which grave risks stand on a hop."""

    async def standing(
        self, plan: Plan, hop: int, acknowledged: frozenset[str], *, left_out: frozenset[str]
    ) -> Found: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterHazards:
    """Over a cluster that is asked through ``eyes``."""

    eyes: Eyes
    probes: Mapping[str, Probe[Any]]
    catalog: Catalog

    async def standing(
        self, plan: Plan, hop: int, acknowledged: frozenset[str], *, left_out: frozenset[str] = frozenset()
    ) -> Found:
        seen = await capture(
            inventory=self.eyes.inventory,
            probes=self.probes,
            shell=self.eyes.shell,
            api=self.eyes.api,
            words=self.eyes.words,
            evidence=self.eyes.evidence,
            clock=self.eyes.clock,
        )
        kept = self.eyes.evidence.put(encode(seen), source=f"before hop {hop + 1}", time=seen.taken)
        risks = standing_risks(plan, hop, seen, self.catalog, acknowledged, left_out=left_out)
        return Found(look=kept.digest, risks=risks)
