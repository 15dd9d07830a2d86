"""What waits for offers in the root Marathon's launch queue, as each master's Marathon answers."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import Name, Number, http_json, unreadable


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An app or a pod that waits; ``seconds`` of back-off are left, ``count`` instances are missing."""

    id: str
    count: float | None = None
    seconds: float | None = None
    overdue: bool | None = None


class MarathonQueue(msgspec.Struct, frozen=True, kw_only=True):
    waiting: tuple[Waiting, ...]


class _Definition(msgspec.Struct, frozen=True, kw_only=True):
    id: Name


class _Delay(msgspec.Struct, frozen=True, kw_only=True):
    seconds: Number | None = msgspec.field(name="timeLeftSeconds", default=None)
    overdue: bool | None = None


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    app: _Definition | None = None
    pod: _Definition | None = None
    count: Number | None = None
    delay: _Delay | None = None


class _Body(msgspec.Struct, frozen=True, kw_only=True):
    queue: tuple[_Entry, ...]


def parse(answer: Answer) -> MarathonQueue:
    entries = (_waiting(answer, entry) for entry in http_json(answer, _Body).queue)
    return MarathonQueue(waiting=tuple(sorted(entries, key=lambda entry: entry.id)))


def _waiting(answer: Answer, entry: _Entry) -> Waiting:
    definition = entry.app or entry.pod
    if definition is None:
        raise unreadable(answer, "an entry of the queue is neither an app nor a pod")
    delay = entry.delay or _Delay()
    return Waiting(id=definition.id, count=entry.count, seconds=delay.seconds, overdue=delay.overdue)


PROBE = Probe(
    id="marathon-queue",
    title="Launch queue of the root Marathon",
    source="workbook, 'Cluster State'; Marathon /v2/queue, 1.4 to 1.11",
    fact=MarathonQueue,
    question=HttpGet(service=Service.MARATHON, path="/v2/queue"),
    parse=parse,
    subjects=every_master,
)
