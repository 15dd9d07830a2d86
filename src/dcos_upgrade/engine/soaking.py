"""Time under watch after a wave, with three timers.

*Wait*: noise right after a change counts for nothing. *Stable*: then the soak's gate must hold without a break. *Retry*: how long
that is waited for before people are asked. Health is judged against the baseline, so what was red before neither blocks nor hides.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import UNSET

from dcos_upgrade.core import journal
from dcos_upgrade.core.plan import Pacing, Wave
from dcos_upgrade.engine.action import Action, Record, Wait, WatchSoak
from dcos_upgrade.engine.failing import MENDED
from dcos_upgrade.engine.position import Position, deadline_of
from dcos_upgrade.engine.state import RunState, Soaking


def soak(state: RunState, position: Position, pacing: Pacing, now: datetime) -> Action:
    """What the soak of this wave wants next; the wave is completed when it is over."""
    key = (position.hop, str(position.stage.name), position.wave_number)
    soaking = state.soaking.get(key)
    if soaking is None:
        hop, stage, number = key
        return Record(event=journal.SoakStarted(hop=hop, stage=stage, wave=number, seconds=position.wave.soak))
    return _waited(position, soaking, now) or _watched(state, position, soaking, pacing, now)


def _waited(position: Position, soaking: Soaking, now: datetime) -> Wait | None:
    over = soaking.started + timedelta(seconds=position.wave.soak)
    return Wait(until=over, why=f"soak of {position.wave.name}") if now < over else None


def _watched(state: RunState, position: Position, soaking: Soaking, pacing: Pacing, now: datetime) -> Action:
    wave, hop, stage, number = position.wave, position.hop, str(position.stage.name), position.wave_number
    done = Record(event=journal.WaveCompleted(hop=hop, stage=stage, wave=number))
    if wave.soak_gate is UNSET or wave.stable is UNSET:
        return done
    if _was_stable(soaking, wave.stable):
        return done
    due = None if soaking.last_look is None else soaking.last_look + timedelta(seconds=pacing.look_interval)
    if due is not None and now < due:
        return Wait(until=due, why=f"the cluster to stay well for {wave.stable:g} s after {wave.name}")
    if now >= deadline_of(state, soaking.started, wave.soak + wave.stable + _retry(wave, pacing)):
        return Record(event=_halted(position, soaking))
    return WatchSoak(hop=hop, stage=stage, wave=number, gate=wave.soak_gate)


def _was_stable(soaking: Soaking, stable: float) -> bool:
    """Good looks span the whole stable time: a clock alone proves nothing."""
    if soaking.good_since is None or soaking.last_look is None:
        return False
    return soaking.last_look - soaking.good_since >= timedelta(seconds=stable)


def _retry(wave: Wave, pacing: Pacing) -> float:
    return pacing.gate_timeout if wave.retry is UNSET else wave.retry


def _halted(position: Position, soaking: Soaking) -> journal.Halted:
    disturbed = soaking.disturbed
    return journal.Halted(
        what="gate",
        name=str(position.wave.soak_gate),
        node="cluster",
        reason=disturbed.reason if disturbed else f"the soak of {position.wave.name} found no stable time",
        evidence=disturbed.evidence if disturbed else (),
        next=MENDED,
    )
