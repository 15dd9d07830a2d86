"""The time under watch after each wave: how long it lasted, how often it was looked at, and what disturbed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.usecases.workbook.model import Disturbance, SoakRow

OF_SOAKS = journal.SoakStarted | journal.SoakHealthy | journal.SoakDisturbed | journal.WaveCompleted
WaveKey = tuple[int, str, int]


def soak_rows(plan: Plan, entries: Sequence[Entry]) -> tuple[SoakRow, ...]:
    """One row for each wave that has soaked, in the order in which they began. One that soaked anew counts from then."""
    found: dict[WaveKey, list[Entry]] = {}
    for entry in entries:
        if isinstance(entry.event, OF_SOAKS):
            key = (entry.event.hop, entry.event.stage, entry.event.wave)
            found.setdefault(key, []).append(entry)
    return tuple(row for key, mine in found.items() for row in _row(plan, key, mine))


def _row(plan: Plan, key: WaveKey, mine: Sequence[Entry]) -> Iterator[SoakRow]:
    starts = [entry for entry in mine if isinstance(entry.event, journal.SoakStarted)]
    if not starts:
        return
    start = starts[-1]
    assert isinstance(start.event, journal.SoakStarted)
    later = [entry for entry in mine if entry.seq > start.seq]
    ended = next((entry.time for entry in later if isinstance(entry.event, journal.WaveCompleted)), None)
    yield SoakRow(
        hop=key[0],
        stage=key[1],
        wave=_name(plan, key),
        began=start.time,
        watched=start.time + timedelta(seconds=start.event.seconds),
        good=sum(isinstance(entry.event, journal.SoakHealthy) for entry in later),
        disturbances=tuple(_disturbances(later)),
        ended=ended,
    )


def _name(plan: Plan, key: WaveKey) -> str:
    hop, stage, number = key
    waves = [wave for each in plan.hops[hop].stages if each.name == stage for wave in each.waves]
    return waves[number].name if number < len(waves) else str(number + 1)


def _disturbances(later: Sequence[Entry]) -> Iterator[Disturbance]:
    """Until the next good look; None while there is none."""
    for place, entry in enumerate(later):
        if isinstance(entry.event, journal.SoakDisturbed):
            rest = (each.time for each in later[place:] if isinstance(each.event, journal.SoakHealthy))
            yield Disturbance(
                time=entry.time, until=next(rest, None), why=entry.event.reason, evidence=entry.event.evidence
            )
