"""After each wave the cluster is watched, for as long as the pacing says or longer."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from dcos_upgrade.core.plan import Wave
from dcos_upgrade.planning.plan_rule import ROLE_OF, TOO_MUCH, Objection, PlanRule, Review
from dcos_upgrade.planning.soaks import CANARY, SOAK_GATE, watched


def objection(review: Review) -> Objection | None:
    gated = any(placed.wave.soak_gate is not UNSET for placed in review.waves)
    for placed in review.waves:
        wave, stage = placed.wave, placed.stage
        if stage.name not in ROLE_OF:
            continue
        wanted = watched(wave, review.plan.pacing, stage.name, canary=wave.name.startswith(CANARY))
        reason = _why(wave, wanted, gated=gated)
        if reason:
            return placed.objection(reason)
    return None


def _why(wave: Wave, wanted: Wave, *, gated: bool) -> str:
    """``gated``: some wave of this plan has the gate. A plan from before there was one soaks by time alone."""
    timers = (wave.soak, *(each for each in (wave.stable, wave.retry) if each is not UNSET))
    if not all(0 <= seconds < TOO_MUCH for seconds in timers):
        return f"its timers are {', '.join(f'{seconds:g} s' for seconds in timers)}"
    if gated and wave.soak_gate != SOAK_GATE:
        return f"it soaks without the gate {SOAK_GATE}"
    if gated and not _at_least(wave.stable, wanted.stable):
        return f"it must stay well for {_said(wave.stable)}, the pacing says {_said(wanted.stable)}"
    if wave.soak < wanted.soak:
        return f"it soaks for {wave.soak:g} s, the pacing says {wanted.soak:g} s"
    return "" if gated or wave.soak > 0 else "it does not soak at all"


def _at_least(seconds: float | UnsetType, wanted: float | UnsetType) -> bool:
    return wanted is UNSET or (seconds is not UNSET and seconds >= wanted)


def _said(seconds: float | UnsetType) -> str:
    return "no time" if seconds is UNSET else f"{seconds:g} s"


PLAN_RULE = PlanRule(
    id="waves-soak",
    title="After every wave the cluster is watched for as long as the pacing says",
    source="workbook, 'Timing of Events' (Test/Soak)",
    objection=objection,
)
