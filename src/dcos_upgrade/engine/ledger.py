"""The ledger: everything that a run has put on nodes or into the cluster, and what has become of it.

Folded from the run's entries alone. What is laid down is written before the effect, but for the owner files: those are claimed by an
exclusive create and written down once they lie on every master, so a run that died in between is found by looking at the masters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.probes.tool_files import ROOT

OWNER_FILE = f"{ROOT}/owner"
MARATHON_UNIT = "dcos-marathon.service"

GUARD = "it keeps a late or repeated order from starting the script again"
UPGRADED = "it is the upgrade of this service"


class Kind(StrEnum):
    """What kind of thing was laid down."""

    OWNER_FILE = "owner-file"
    STEP_FILES = "step-files"
    TEST_APP = "test-app"
    HELD_MARATHON = "held-marathon"
    SERVICE_APP = "service-app"


class ItemState(StrEnum):
    """``there``: to be undone, or still under way. ``kept``: it stays, and ``why`` says what for."""

    THERE = "there"
    UNDONE = "undone"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing. ``where`` is a node's id or "cluster"; ``since`` and ``until`` are UTC, ``until`` None while it lies there."""

    kind: Kind
    where: str
    what: str
    since: datetime
    until: datetime | None = None
    state: ItemState = ItemState.THERE
    why: str = ""


Key = tuple[Kind, str, str]
"""(kind, where, what)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """Filled in place by the one fold that made it: a run of a thousand nodes has thousands of items."""

    items: dict[Key, Item] = field(default_factory=dict)
    targets: dict[int, str] = field(default_factory=dict)

    def with_item(self, item: Item) -> _Book:
        """``since`` stays what it was for a thing that lay there all along."""
        key = (item.kind, item.where, item.what)
        before = self.items.get(key)
        since = before.since if before is not None and before.until is None else item.since
        self.items[key] = replace(item, since=since)
        return self

    def undone(self, kind: Kind, where: Iterable[str], time: datetime, *, what: str | None = None) -> _Book:
        """Everything of this kind in these places, or the one thing with this name."""
        places = frozenset(where)
        for key, item in self.items.items():
            if item.kind is kind and item.where in places and item.until is None and what in (None, item.what):
                self.items[key] = replace(item, until=time, state=ItemState.UNDONE, why="")
        return self

    def step_files(self, hop: int, node: str) -> str:
        return f"{ROOT}/target/{self.targets.get(hop, f'(hop {hop + 1})')}"


def ledger(entries: Iterable[Entry]) -> tuple[Item, ...]:
    """All items of one run in the order in which they were laid down."""
    return tuple(reduce(_noted, entries, _Book()).items.values())


def still_there(items: Iterable[Item]) -> tuple[Item, ...]:
    """What has to be undone yet."""
    return tuple(item for item in items if item.state is ItemState.THERE)


def _noted(book: _Book, entry: Entry) -> _Book:
    event, time = entry.event, entry.time
    match event:
        case journal.HopBound():
            book.targets[event.hop] = event.target
            return book
        case journal.OwnerClaimed():
            claims = (_there(Kind.OWNER_FILE, master, OWNER_FILE, time) for master in event.masters)
            return reduce(_Book.with_item, claims, book)
        case journal.OwnerReleased():
            return book.undone(Kind.OWNER_FILE, event.masters, time)
        case journal.StepStarted() | journal.StepNotBegun() | journal.StepSettled():
            return _step(book, event, time)
        case journal.MarathonHeldBack():
            why = "stopped, so that an old Marathon does not lead after a new one"
            return book.with_item(_there(Kind.HELD_MARATHON, event.node, MARATHON_UNIT, time, why))
        case journal.MarathonLetGo():
            return book.undone(Kind.HELD_MARATHON, (event.node,), time)
        case _:
            return _in_marathon(book, event, time)


def _step(
    book: _Book, event: journal.StepStarted | journal.StepNotBegun | journal.StepSettled, time: datetime
) -> _Book:
    what = book.step_files(event.hop, event.node)
    if isinstance(event, journal.StepStarted):
        why = f"attempt {event.attempt} is under way or in doubt"
        return book.with_item(_there(Kind.STEP_FILES, event.node, what, time, why))
    item = _there(Kind.STEP_FILES, event.node, what, time, GUARD)
    return book.with_item(replace(item, state=ItemState.KEPT))


def _in_marathon(book: _Book, event: journal.Event, time: datetime) -> _Book:
    match event:
        case journal.TestAppStarted():
            return book.with_item(_there(Kind.TEST_APP, "cluster", event.app, time))
        case journal.TestAppRemoved():
            return book.undone(Kind.TEST_APP, ("cluster",), time, what=event.app)
        case journal.ServiceUpdateStarted():
            why = "Marathon was told to change it, and has not answered yet"
            return book.with_item(_there(Kind.SERVICE_APP, "cluster", event.app, time, why))
        case journal.ServiceUpdated():
            changed = _there(Kind.SERVICE_APP, "cluster", event.app, time, UPGRADED)
            return book.with_item(replace(changed, state=ItemState.KEPT))
        case _:
            return book


def _there(kind: Kind, where: str, what: str, time: datetime, why: str = "") -> Item:
    return Item(kind=kind, where=where, what=what, since=time, why=why)
