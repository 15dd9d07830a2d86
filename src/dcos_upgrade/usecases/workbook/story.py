"""What happened between the steps: leaders that changed, and every time the run stood still, with who and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Entry, Event
from dcos_upgrade.usecases.workbook.model import Handover, Interruption

SERVICES = {"Mesos": "mesos_leader", "Marathon": "marathon_leader"}


def handovers(entries: Sequence[Entry]) -> tuple[Handover, ...]:
    """Both leaders, in the order of time. A leader that was not observed is not taken as a change."""
    found = [handover for service in SERVICES for handover in _of_service(service, entries)]
    return tuple(sorted(found, key=lambda each: (each.first_seen, each.service)))


def _of_service(service: str, entries: Sequence[Entry]) -> Iterator[Handover]:
    known: tuple[str, datetime] | None = None
    started: list[str] = []
    for entry in entries:
        if isinstance(entry.event, journal.StepStarted):
            started.append(entry.event.node)
        leader = getattr(entry.event, SERVICES[service], None)
        if not leader:
            continue
        if known is not None and known[0] != leader:
            yield Handover(
                service=service,
                before=known[0],
                after=leader,
                last_seen=known[1],
                first_seen=entry.time,
                steps=tuple(started),
            )
        known, started = (leader, entry.time), []


def interruptions(entries: Sequence[Entry]) -> tuple[Interruption, ...]:
    """Admissions that had to wait, looks that broke a gate, halts, pauses, retries, and processes that took over."""
    return tuple(
        interruption for number, entry in enumerate(entries) for interruption in _interruption(entry, entries[number:])
    )


def _interruption(entry: Entry, rest: Sequence[Entry]) -> Iterator[Interruption]:
    match entry.event:
        case journal.NotAdmitted() as event:
            until = _went_on(rest, event, journal.Admitted)
            yield _row("wait", entry, until, where=event.node, why=event.reason, evidence=event.evidence)
        case journal.GateBroken() as event:
            until = _went_on(rest, event, journal.GatePassed)
            why = f"{event.gate}: {event.reason}"
            yield _row("wait", entry, until, where=event.node, why=why, evidence=event.evidence)
        case journal.Halted() as event:
            why = f"{event.what} {event.name}: {event.reason}"
            yield _row("halt", entry, _resumed(rest), where=event.node, why=why, evidence=event.evidence)
        case journal.PauseRequested() as event:
            yield _row("pause", entry, _resumed(rest), by=event.by, why=event.reason)
        case journal.AbortRequested() as event:
            yield _row("abort", entry, None, by=event.by, why=event.reason)
        case journal.RetryRequested() as event:
            yield _row("retry", entry, None, where=event.node, by=event.by, why="asked to start the script once more")
        case journal.StepNotBegun() as event:
            until = _went_on(rest, event, journal.StepStarted)
            why = "it never began; it had to be admitted anew before it was told again"
            yield _row("wait", entry, until, where=event.node, why=why)
        case journal.RunResumed() as event:
            yield _row("take-over", entry, None, by=event.by, why=f"process with epoch {entry.epoch}")
        case _:
            return


def _row(
    kind: str,
    entry: Entry,
    until: datetime | None,
    *,
    where: str = "",
    by: str = "",
    why: str = "",
    evidence: tuple[str, ...] = (),
) -> Interruption:
    return Interruption(kind=kind, time=entry.time, until=until, where=where, by=by, why=why, evidence=evidence)


def _resumed(rest: Sequence[Entry]) -> datetime | None:
    return next((entry.time for entry in rest if isinstance(entry.event, journal.RunResumed)), None)


def _went_on(
    rest: Sequence[Entry], event: journal.NotAdmitted | journal.GateBroken | journal.StepNotBegun, kind: type[Event]
) -> datetime | None:
    """When the same node got past what it waited for."""
    later = (entry for entry in rest if isinstance(entry.event, kind))
    return next((entry.time for entry in later if _step(entry.event) == _step(event)), None)


def _step(event: Event) -> tuple[object, object]:
    return getattr(event, "hop", None), getattr(event, "node", None)
