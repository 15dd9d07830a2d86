"""How the soak of the present wave stands: which of its three timers runs, and what disturbed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import UNSET

from dcos_upgrade.core.plan import Plan, Wave
from dcos_upgrade.engine.position import position_of
from dcos_upgrade.engine.soaking import retried_until, waited_until
from dcos_upgrade.engine.state import RunState, Soaking

WAITING, WATCHED, DISTURBED = "waiting", "watched", "disturbed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SoakStatus:
    """``phase`` is "waiting" (nothing is looked at), "watched" or "disturbed"; ``until`` when it ends if all stays as it is.

    A disturbed soak that is not well ``until`` then halts the run. ``since`` is the first of the good looks, ``stable`` how
    long they must go on, in seconds; ``reason``, ``checks`` and ``evidence`` are of the look that disturbed it last.
    """

    stage: str
    wave: str
    phase: str
    stable: float
    since: datetime | None = None
    until: datetime | None = None
    reason: str = ""
    checks: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


def soak_status(plan: Plan, run: RunState, now: datetime | None) -> SoakStatus | None:
    """None while the present wave is not soaking."""
    position = position_of(plan, run)
    if position is None:
        return None
    soaking = run.soaking.get((position.hop, str(position.stage.name), position.wave_number))
    if soaking is None or now is None:
        return None
    return _status(plan, run, str(position.stage.name), position.wave, soaking, now)


def _status(plan: Plan, run: RunState, stage: str, wave: Wave, soaking: Soaking, now: datetime) -> SoakStatus:
    stable = 0.0 if wave.stable is UNSET else wave.stable
    over, disturbed = waited_until(wave, soaking), soaking.disturbed
    if now < over or wave.soak_gate is UNSET:
        return SoakStatus(stage=stage, wave=wave.name, phase=WAITING, stable=stable, until=over)
    if disturbed is not None:
        return SoakStatus(
            stage=stage,
            wave=wave.name,
            phase=DISTURBED,
            stable=stable,
            until=retried_until(run, wave, soaking, plan.pacing),
            reason=disturbed.reason,
            checks=disturbed.checks,
            evidence=disturbed.evidence,
        )
    since = soaking.good_since
    until = since + timedelta(seconds=stable) if since else None
    return SoakStatus(stage=stage, wave=wave.name, phase=WATCHED, stable=stable, since=since, until=until)
