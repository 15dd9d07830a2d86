"""How the test app answered: wave by wave and node by node, and for how long nobody asked it. From the plan and the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from msgspec import UNSET

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.core.plan import Plan, StageName, TestApp
from dcos_upgrade.usecases.workbook.model import Answered, Availability, FreshApp, Silence

WaveKey = tuple[int, str, int]
VALIDATION = str(StageName.VALIDATION)
FRESH = "test-app"
"""How the findings of a validation name the app that it deploys."""


def availability(plan: Plan, entries: Sequence[Entry]) -> Availability | None:
    """None where the plan has no test app."""
    app = plan.test_app
    if app is UNSET:
        return None
    deployed = [entry.time for entry in entries if isinstance(entry.event, journal.TestAppDeployed)]
    removed = [entry.time for entry in entries if _removed(entry, app)]
    return Availability(
        app=app.id,
        nodes=app.nodes,
        interval=app.interval,
        deployed=deployed[0] if deployed else None,
        removed=removed[-1] if removed else None,
        waves=tuple(_rows(plan, app, entries)),
        silences=tuple(_silences(entries, app)),
        fresh=tuple(_fresh(plan, app, entries)),
    )


def _removed(entry: Entry, app: TestApp) -> bool:
    return isinstance(entry.event, journal.TestAppRemoved) and entry.event.app == app.id


def _rows(plan: Plan, app: TestApp, entries: Sequence[Entry]) -> Iterator[Answered]:
    """In the order of time. A node that was never asked in a wave has its row, too: not measured is not available."""
    measured: dict[WaveKey, dict[str, list[journal.AvailabilityMeasured]]] = {}
    for entry in entries:
        if isinstance(event := entry.event, journal.AvailabilityMeasured):
            of_wave = measured.setdefault((event.hop, event.stage, event.wave), {})
            of_wave.setdefault(event.target, []).append(event)
    spans = _spans(app, entries)
    for key in dict.fromkeys((*spans, *measured)):
        for node in app.nodes:
            yield _row(plan, key, node, measured.get(key, {}).get(node, []), spans.get(key, 0.0))


def _row(plan: Plan, key: WaveKey, node: str, mine: Sequence[journal.AvailabilityMeasured], seconds: float) -> Answered:
    watched = [each.watched for each in mine if each.watched is not UNSET]
    known = len(watched) == len(mine)
    return Answered(
        hop=key[0],
        stage=key[1],
        wave=_name(plan, key),
        node=node,
        probes=sum(each.probes for each in mine),
        failed=sum(each.failed for each in mine),
        longest=max((each.longest for each in mine), default=0.0),
        seconds=seconds,
        watched=min(sum(watched), seconds) if known else None,
    )


def _name(plan: Plan, key: WaveKey) -> str:
    hop, stage, wave = key
    planned = next((each for each in plan.hops[hop].stages if each.name == stage), None)
    return planned.waves[wave].name if planned and wave < len(planned.waves) else ""


def _spans(app: TestApp, entries: Sequence[Entry]) -> Mapping[WaveKey, float]:
    """Seconds that the app was out there in each wave; what comes after a hop's last wave belongs to its validation."""
    spans: dict[WaveKey, float] = {}
    since: datetime | None = None
    for number, entry in enumerate(entries):
        if isinstance(entry.event, journal.TestAppDeployed):
            since = entry.time
            continue
        last = number == len(entries) - 1
        ends = _removed(entry, app)
        key = _ended(entry.event) or (_open(entries[: number + 1]) if ends or last else None)
        if since is None or key is None:
            continue
        spans[key] = spans.get(key, 0.0) + (entry.time - since).total_seconds()
        since = None if ends else entry.time
    return {key: seconds for key, seconds in spans.items() if seconds > 0}


def _ended(event: journal.Event) -> WaveKey | None:
    match event:
        case journal.WaveCompleted():
            return event.hop, event.stage, event.wave
        case journal.HopCompleted():
            return event.hop, VALIDATION, 0
        case _:
            return None


def _open(entries: Sequence[Entry]) -> WaveKey | None:
    """The wave under way, as the newest of its own entries names it."""
    for entry in reversed(entries):
        if isinstance(entry.event, journal.AvailabilityMeasured):
            return entry.event.hop, entry.event.stage, entry.event.wave
    return None


def _silences(entries: Sequence[Entry], app: TestApp) -> Iterator[Silence]:
    """One for each time that people were told: from then until it answered again, or was taken away."""
    open_ones: dict[str, Silence] = {}
    done: list[Silence] = []
    for entry in entries:
        match entry.event:
            case journal.TestAppSilent(nodes=nodes):
                for node in nodes:
                    open_ones.setdefault(node, Silence(node=node, time=entry.time))
                ended = [node for node in open_ones if node not in nodes]
            case journal.TestAppRemoved(app=gone) if gone == app.id:
                ended = list(open_ones)
            case _:
                continue
        done += (replace(open_ones.pop(node), until=entry.time) for node in ended)
    yield from sorted((*done, *open_ones.values()), key=lambda each: (each.time, each.node))


def _fresh(plan: Plan, app: TestApp, entries: Sequence[Entry]) -> Iterator[FreshApp]:
    """The app that each validation deployed: it answered, or the validation says why not."""
    tried: datetime | None = None
    for entry in entries:
        match entry.event:
            case journal.TestAppStarted(app=name) if name == app.at_validation:
                tried = entry.time
            case journal.Validated() as event if tried is not None:
                said = [text for text in (*event.lost, *event.unknown) if text.startswith(f"{FRESH} ")]
                lost = any(text.startswith(f"{FRESH} ") for text in event.lost)
                why = "; ".join(text.partition(": ")[2] for text in said)
                release = plan.hops[event.hop].target
                yield FreshApp(time=entry.time, release=release, answered=not said, lost=lost, why=why)
                tried = None
            case _:
                continue


def by_wave(waves: Sequence[Answered]) -> Iterator[tuple[Answered, ...]]:
    """The rows of each wave together."""
    for _, rows in groupby(waves, key=lambda each: (each.hop, each.stage, each.wave)):
        yield tuple(rows)
