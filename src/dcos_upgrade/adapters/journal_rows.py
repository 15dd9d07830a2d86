"""The rows of nodes as each event moves them: the same as the engine's fold, as far as phase and attempt go."""

from __future__ import annotations

import sqlalchemy as sql

from dcos_upgrade.adapters.journal_tables import nodes
from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.engine.state import Phase


def project(connection: sql.Connection, entry: Entry) -> None:
    """Move the rows by one entry."""
    event = entry.event
    match event:
        case journal.RunResumed() | journal.PauseRequested() | journal.AbortRequested():
            _void_admissions(connection, entry)
        case journal.Admitted():
            _move(connection, entry, event.hop, event.node, Phase.ADMITTED)
        case journal.StepStarted():
            _move(connection, entry, event.hop, event.node, Phase.IN_FLIGHT, attempt=event.attempt)
        case journal.StepSettled():
            _move(connection, entry, event.hop, event.node, Phase.SETTLED)
        case journal.RetryRequested():
            _move(connection, entry, event.hop, event.node, Phase.WAITING, taken_back=True)
        case journal.StepNotBegun():
            _move(connection, entry, event.hop, event.node, Phase.WAITING)
        case journal.StepVerified():
            _move(connection, entry, event.hop, event.node, Phase.VERIFIED)
        case journal.Quarantined():
            _move(connection, entry, event.hop, event.node, Phase.QUARANTINED)
        case journal.Readmitted():
            _move(connection, entry, event.hop, event.node, Phase.WAITING, taken_back=True)
        case _:
            return


def _void_admissions(connection: sql.Connection, entry: Entry) -> None:
    admitted = (nodes.c.run == entry.run) & (nodes.c.state == Phase.ADMITTED.value)
    connection.execute(sql.update(nodes).where(admitted).values(state=Phase.WAITING.value, seq=entry.seq))


def _move(
    connection: sql.Connection,
    entry: Entry,
    hop: int,
    node: str,
    phase: Phase,
    *,
    attempt: int | None = None,
    taken_back: bool = False,
) -> None:
    """Only a person takes a node out of quarantine (``taken_back``); whatever else is heard of it leaves it there."""
    here = (nodes.c.run == entry.run) & (nodes.c.hop == hop) & (nodes.c.node == node)
    known = connection.execute(sql.select(nodes.c.state).where(here)).scalar()
    kept = known == Phase.QUARANTINED.value and not taken_back
    values: dict[str, str | int] = {"state": Phase.QUARANTINED.value if kept else phase.value, "seq": entry.seq}
    if attempt is not None:
        values["attempt"] = attempt
    moved = connection.execute(sql.update(nodes).where(here).values(values))
    if moved.rowcount == 0:
        connection.execute(sql.insert(nodes).values(run=entry.run, hop=hop, node=node, **{"attempt": 0, **values}))
