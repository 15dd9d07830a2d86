"""What became of the document: one row for each capture and each run of the cluster, as people kept the table by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A capture that was made by itself. ``taken`` is UTC; ``where`` is the directory or file that holds it."""

    taken: datetime
    cluster: str
    where: str
    by: str
    tool_version: str
    releases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row. ``digest`` names the evidence, the plan or nothing."""

    time: datetime
    what: str
    by: str
    tool_version: str
    note: str
    digest: str = ""


def records(cluster: str, captures: Iterable[Captured], runs: Iterable[Sequence[Entry]]) -> tuple[Record, ...]:
    """Of this cluster, oldest first."""
    rows = [_of_capture(each) for each in captures if each.cluster == cluster]
    rows += [row for entries in runs if _cluster(entries) == cluster for row in _of_run(entries)]
    return tuple(sorted(rows, key=lambda row: row.time))


def _of_capture(each: Captured) -> Record:
    note = (
        f"releases seen: {', '.join(each.releases)}; kept in {each.where}" if each.releases else f"kept in {each.where}"
    )
    return Record(time=each.taken, what="captured", by=each.by, tool_version=each.tool_version, note=note)


def _cluster(entries: Sequence[Entry]) -> str:
    return next((each.event.cluster for each in entries if isinstance(each.event, journal.RunCreated)), "")


def _of_run(entries: Sequence[Entry]) -> Iterator[Record]:
    by = version = ""
    for entry in entries:
        match entry.event:
            case journal.RunCreated() as event:
                by, version = event.by, event.tool_version
                note = f"run {entry.run}: {' → '.join(event.route)}; plan {event.plan[:12]}"
                yield Record(
                    time=entry.time,
                    what="run begun, baseline captured",
                    by=by,
                    tool_version=version,
                    note=note,
                    digest=event.baseline,
                )
            case journal.RunResumed() as event:
                by, version = event.by, event.tool_version
            case journal.Validated() as event:
                found = f"{len(event.lost)} lost, {len(event.unknown)} unknown"
                yield Record(
                    time=entry.time,
                    what="captured and compared with the baseline",
                    by=by,
                    tool_version=version,
                    note=found,
                    digest=event.snapshot,
                )
            case journal.RunCompleted() as event:
                yield Record(
                    time=entry.time, what=f"run {event.outcome}", by=by, tool_version=version, note=f"run {entry.run}"
                )
            case _:
                continue
