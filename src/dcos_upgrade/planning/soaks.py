"""How long the cluster is watched after each wave: three timers, by stage, and for a canary by its own."""

from __future__ import annotations

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from dcos_upgrade.core.plan import Pacing, StageName, Wave

SOAK_GATE = "soak-health"
CANARY = "canary"
SOAKS = (str(StageName.MASTERS), str(StageName.PRIVATE_AGENTS), str(StageName.PUBLIC_AGENTS), CANARY)
"""What a policy can give timers of its own to."""


def watched(wave: Wave, pacing: Pacing, stage: StageName, *, canary: bool = False) -> Wave:
    """The wave with its soak: what its policy says of canaries, else of its stage, else of all."""
    given = {} if pacing.soaks is UNSET else pacing.soaks
    names = (CANARY, str(stage)) if canary else (str(stage),)
    wanted = [given[name] for name in names if name in given]
    common = pacing.master_soak if stage is StageName.MASTERS else pacing.agent_soak
    return replace(
        wave,
        soak=_first(*(each.wait for each in wanted), otherwise=common),
        soak_gate=SOAK_GATE,
        stable=_first(*(each.stable for each in wanted), pacing.soak_stable, otherwise=pacing.look_interval),
        retry=_first(*(each.retry for each in wanted), pacing.soak_retry, otherwise=pacing.gate_timeout),
    )


def _first(*given: float | UnsetType, otherwise: float) -> float:
    return next((seconds for seconds in given if seconds is not UNSET), otherwise)
