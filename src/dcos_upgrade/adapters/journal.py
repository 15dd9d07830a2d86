"""The run's memory on SQLAlchemy Core: hash-chained entries, fenced by an epoch, and their rows in the same transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sql
from sqlalchemy.exc import SQLAlchemyError

from dcos_upgrade.adapters import journal_tables as tables
from dcos_upgrade.adapters import journal_words
from dcos_upgrade.adapters.clock import SystemClock
from dcos_upgrade.adapters.files import make_private_directory
from dcos_upgrade.adapters.journal_rows import project
from dcos_upgrade.adapters.journal_versions import of_these_fields, of_this_version, plan_of_this_version
from dcos_upgrade.core.error import Broken, Owned, Unreadable, Usage
from dcos_upgrade.core.journal import GENESIS, Entry, Event, RunCreated, Written, broken_link, seal
from dcos_upgrade.core.plan import Plan, canonical
from dcos_upgrade.planning.digest import verify
from dcos_upgrade.ports import Clock

NAME = "journal.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One run as the journal lists it."""

    run: str
    cluster: str
    plan_digest: str
    epoch: int
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """Where a node's step is: a phase of the engine and how often it was started."""

    hop: int
    node: str
    state: str
    attempt: int
    seq: int


class JournalStore:
    """All runs of one state directory. Raises Broken when the disk refuses; then nothing was written."""

    def __init__(self, state: Path, *, clock: Clock | None = None) -> None:
        make_private_directory(state)
        self.path = state / NAME
        self._clock = clock or SystemClock()
        self._engine = tables.sqlite_engine(self.path)
        with self.transaction() as connection:
            tables.metadata.create_all(connection)
        self.path.chmod(0o600)

    def create_run(self, plan: Plan, first: RunCreated, *then: Event) -> RunJournal:
        """A new run at epoch 1: its first entry, the words that were kept for its plan, and ``then``; all or nothing."""
        now = self._clock.now()
        run = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        values = {"run": run, "cluster": plan.cluster, "plan_digest": plan.digest, "epoch": 1}
        with self.transaction() as connection:
            connection.execute(
                sql.insert(tables.runs).values(**values, plan_json=canonical(plan).decode(), created=now.isoformat())
            )
            previous = GENESIS
            said = journal_words.kept(connection, plan.digest, self.path)
            for seq, event in enumerate((first, *said, *then), start=1):
                entry = seal(seq=seq, run=run, epoch=1, time=now, event=event, previous=previous)
                append(connection, entry)
                previous = entry.hash
            journal_words.taken(connection, plan.digest, run)
        return RunJournal(self, run=run, epoch=1, clock=self._clock)

    def keep_word(self, plan: Plan, event: Event) -> None:
        """For the run of exactly this plan, which is not there yet."""
        with self.transaction() as connection:
            journal_words.keep(connection, plan, event, self._clock.now())

    def kept_words(self, plan: Plan) -> tuple[Event, ...]:
        """What was kept for a run of this plan and no run has taken over."""
        with self.reading() as connection:
            return journal_words.kept(connection, plan.digest, self.path)

    def take_over(self, run: str) -> RunJournal:
        """The run under a new epoch: whoever had it before is fenced off. Raises Unreadable when the chain does not hold, Refused for another version's."""
        self._verify(run)
        with self.transaction() as connection:
            epoch = current_epoch(connection, run) + 1
            connection.execute(sql.update(tables.runs).where(tables.runs.c.run == run).values(epoch=epoch))
        return RunJournal(self, run=run, epoch=epoch, clock=self._clock)

    def open_run(self, run: str) -> RunJournal:
        """The run as it is, for reading and for requests."""
        with self.reading() as connection:
            epoch = current_epoch(connection, run)
        return RunJournal(self, run=run, epoch=epoch, clock=self._clock)

    def latest_run(self) -> RunRecord | None:
        columns = [tables.runs.c[name] for name in ("run", "cluster", "plan_digest", "epoch", "created")]
        newest_first = sql.select(*columns).order_by(tables.runs.c.created.desc(), tables.runs.c.run.desc())
        with self.reading() as connection:
            row = connection.execute(newest_first.limit(1)).mappings().first()
        return None if row is None else RunRecord(**{**row, "created": datetime.fromisoformat(row["created"])})

    def all_runs(self) -> tuple[str, ...]:
        """The ids of all runs, oldest first."""
        oldest_first = sql.select(tables.runs.c.run).order_by(tables.runs.c.created, tables.runs.c.run)
        with self.reading() as connection:
            return tuple(connection.execute(oldest_first).scalars())

    def plan(self, run: str) -> Plan:
        """The plan that the run was made of. Raises Usage for an unknown run, Refused for another version's."""
        with self.reading() as connection:
            text = connection.execute(sql.select(tables.runs.c.plan_json).where(tables.runs.c.run == run)).scalar()
        if text is None:
            raise _no_run(run)
        try:
            plan_of_this_version(text, self.path)
            return msgspec.json.decode(text, type=Plan)
        except msgspec.MsgspecError as error:
            raise Unreadable("the journal's plan is damaged", where=str(self.path), evidence=str(error)) from error

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[sql.Connection]:
        """One writing transaction: whole, or not there at all."""
        with self._translated(), self._engine.connect() as connection:
            writer = connection.execution_options(**tables.WRITING)
            with writer.begin():
                yield writer

    @contextmanager
    def reading(self) -> Iterator[sql.Connection]:
        with self._translated(), self._engine.connect() as connection:
            yield connection

    def _verify(self, run: str) -> None:
        journal = self.open_run(run)
        broken = broken_link(journal.written())
        if broken is not None:
            raise Unreadable(
                "the journal was changed from outside",
                where=str(self.path),
                evidence=f"run {run}: the chain of hashes does not hold at entry {broken}",
            )
        journal.entries()
        for entry in journal.written():
            of_these_fields(entry, self.path)
        verify(self.plan(run), where=str(self.path))

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            raise Broken(
                "the journal cannot be read or written",
                where=str(self.path),
                evidence=str(getattr(error, "orig", None) or error),
                safe="yes: nothing is begun that is not written down first; jobs on nodes go on",
                next_command=f"df -h {self.path.parent}; then dcos-upgrade resume",
            ) from error


class RunJournal:
    """Implements ports.Journal for one run at one epoch."""

    def __init__(self, store: JournalStore, *, run: str, epoch: int, clock: Clock) -> None:
        self.run = run
        self.epoch = epoch
        self._store = store
        self._clock = clock

    def append(self, event: Event) -> Entry:
        with self._store.transaction() as connection:
            return self._next(connection, event, self._unfenced(connection))

    def append_next(self, event: Event, *, seen: int) -> Entry | None:
        with self._store.transaction() as connection:
            epoch = self._unfenced(connection)
            return self._next(connection, event, epoch) if self._newest(connection)[0] == seen else None

    def _unfenced(self, connection: sql.Connection) -> int:
        """This process' epoch. Raises Owned when the journal has a later one."""
        epoch = current_epoch(connection, self.run)
        if epoch != self.epoch:
            raise Owned(
                "another process has taken this run over",
                where=str(self._store.path),
                evidence=f"run {self.run}: this process has epoch {self.epoch}, the journal {epoch}",
                safe="yes: the other process goes on",
                next_command="dcos-upgrade status",
            )
        return epoch

    def request(self, event: Event) -> Entry:
        """Written by whoever does not carry the run out (a pause); never fenced off."""
        with self._store.transaction() as connection:
            return self._next(connection, event, current_epoch(connection, self.run))

    def request_next(self, event: Event, *, seen: int) -> Entry | None:
        """Like request, but only while ``seen`` is the newest entry: a word that was weighed by what lies there now."""
        with self._store.transaction() as connection:
            if self._newest(connection)[0] != seen:
                return None
            return self._next(connection, event, current_epoch(connection, self.run))

    def entries(self, after: int = 0) -> tuple[Entry, ...]:
        """Raises Refused for what another version wrote and this one does not read, Unreadable for what is damaged."""
        rows = self._rows(after)
        for row in rows:
            of_this_version(row, self._store.path)
        return tuple(_entry(row, self._store.path) for row in rows)

    def written(self) -> tuple[Written, ...]:
        """Every entry with its event unread: for proof."""
        return tuple(_written(row, self._store.path) for row in self._rows(0))

    def _rows(self, after: int) -> list[dict[str, Any]]:
        table = tables.entries
        mine = (table.c.run == self.run) & (table.c.seq > after)
        with self._store.reading() as connection:
            rows = connection.execute(sql.select(table).where(mine).order_by(table.c.seq)).mappings().all()
        return [dict(row) for row in rows]

    def node_rows(self) -> tuple[NodeRow, ...]:
        table = tables.nodes
        columns = [table.c[name] for name in ("hop", "node", "state", "attempt", "seq")]
        mine = sql.select(*columns).where(table.c.run == self.run).order_by(table.c.hop, table.c.node)
        with self._store.reading() as connection:
            return tuple(NodeRow(**row) for row in connection.execute(mine).mappings())

    def rebuild_rows(self, until: int | None = None) -> None:
        """Make the rows anew from the entries up to ``until`` (all of them by default)."""
        entries = self.entries()
        with self._store.transaction() as connection:
            connection.execute(sql.delete(tables.nodes).where(tables.nodes.c.run == self.run))
            for entry in entries[:until]:
                project(connection, entry)

    def _next(self, connection: sql.Connection, event: Event, epoch: int) -> Entry:
        seq, previous = self._newest(connection)
        time = self._clock.now()
        entry = seal(seq=seq + 1, run=self.run, epoch=epoch, time=time, event=event, previous=previous)
        append(connection, entry)
        return entry

    def _newest(self, connection: sql.Connection) -> tuple[int, str]:
        """(sequence number, hash) of the newest entry; (0, GENESIS) before there is one."""
        table = tables.entries
        newest = sql.select(table.c.seq, table.c.hash).where(table.c.run == self.run).order_by(table.c.seq.desc())
        last = connection.execute(newest.limit(1)).one_or_none()
        return (last.seq, last.hash) if last is not None else (0, GENESIS)


def append(connection: sql.Connection, entry: Entry) -> None:
    """The entry and the rows that it moves."""
    connection.execute(
        sql.insert(tables.entries).values(
            run=entry.run,
            seq=entry.seq,
            epoch=entry.epoch,
            time=entry.time.isoformat(),
            kind=type(entry.event).__name__,
            body=canonical(entry.event).decode(),
            previous=entry.previous,
            hash=entry.hash,
        )
    )
    project(connection, entry)


def current_epoch(connection: sql.Connection, run: str) -> int:
    """The run's epoch, its row locked until the transaction ends. Raises Usage for an unknown run."""
    mine = sql.select(tables.runs.c.epoch).where(tables.runs.c.run == run)
    epoch: int | None = connection.execute(mine.with_for_update()).scalar()
    if epoch is None:
        raise _no_run(run)
    return epoch


def _written(row: dict[str, Any], path: Path) -> Written:
    try:
        return Written(
            seq=row["seq"],
            run=row["run"],
            epoch=row["epoch"],
            time=msgspec.convert(row["time"], datetime),
            event=msgspec.Raw(row["body"].encode()),
            previous=row["previous"],
            hash=row["hash"],
        )
    except msgspec.MsgspecError as error:
        where = f"{path}, entry {row['seq']}"
        raise Unreadable("an entry of the journal is damaged", where=where, evidence=str(error)) from error


def _entry(row: dict[str, Any], path: Path) -> Entry:
    try:
        return Entry(
            seq=row["seq"],
            run=row["run"],
            epoch=row["epoch"],
            time=msgspec.convert(row["time"], datetime),
            event=msgspec.json.decode(row["body"], type=Event),
            previous=row["previous"],
            hash=row["hash"],
        )
    except msgspec.MsgspecError as error:
        where = f"{path}, entry {row['seq']}"
        raise Unreadable("an entry of the journal is damaged", where=where, evidence=str(error)) from error


def _no_run(run: str) -> Usage:
    return Usage(f"there is no run {run} in this state directory", next_command="dcos-upgrade status")
