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
from dcos_upgrade.engine.position import Position, deadline_of, phase_of
from dcos_upgrade.engine.state import Phase, RunState, Soaking


def soak(state: RunState, position: Position, pacing: Pacing, now: datetime) -> Action:
    """What the soak of this wave wants next; the wave is completed when it is over."""
    key = (position.hop, str(position.stage.name), position.wave_number)
    soaking = state.soaking.get(key)
    if soaking is None:
        hop, stage, number = key
        return Record(event=journal.SoakStarted(hop=hop, stage=stage, wave=number, seconds=position.wave.soak))
    return _waited(position, soaking, now) or _watched(state, position, soaking, pacing, now)


def _waited(position: Position, soaking: Soaking, now: datetime) -> Wait | None:
    over = waited_until(position.wave, soaking)
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
    if soaking.good_since is None and now >= retried_until(state, wave, soaking, pacing):
        return Record(event=_halted(position, soaking))
    return WatchSoak(
        hop=hop,
        stage=stage,
        wave=number,
        gate=wave.soak_gate,
        nodes=phase_of(state, position, Phase.VERIFIED),
        since=_news_since(state, wave, soaking, pacing, now),
        before=soaking.look,
    )


def waited_until(wave: Wave, soaking: Soaking) -> datetime:
    """When the first timer is over."""
    return soaking.started + timedelta(seconds=wave.soak)


def retried_until(state: RunState, wave: Wave, soaking: Soaking, pacing: Pacing) -> datetime:
    """From when on a cluster that is not well halts the run; one that is well by then still has its stable time."""
    stable = 0.0 if wave.stable is UNSET else wave.stable
    return deadline_of(state, soaking.started, wave.soak + stable + _retry(wave, pacing))


def _news_since(state: RunState, wave: Wave, soaking: Soaking, pacing: Pacing, now: datetime) -> datetime:
    """After a good look from that one on, and for as long before it as two looks are apart, since a look takes its time.

    Looks that say the same again are not written down: while the soak is disturbed, only the time between two looks counts.
    What has happened while the first timer ran, or before a person let the run go on, is no news.
    """
    apart = timedelta(seconds=pacing.look_interval)
    moments = [waited_until(wave, soaking), state.resumed]
    if soaking.last_look is not None:
        moments.append((now if soaking.good_since is None else soaking.last_look) - apart)
    return max(moment for moment in moments if moment is not None)


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
