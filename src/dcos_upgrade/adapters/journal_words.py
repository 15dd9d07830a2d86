"""Words for a plan whose run is not there yet: kept, read, and taken over by the run in the transaction that makes it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sql

from dcos_upgrade.adapters.journal_tables import words
from dcos_upgrade.adapters.journal_versions import of_this_version
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.journal import Event
from dcos_upgrade.core.plan import Plan, canonical


def keep(connection: sql.Connection, plan: Plan, event: Event, now: datetime) -> None:
    connection.execute(
        sql.insert(words).values(
            cluster=plan.cluster,
            plan_digest=plan.digest,
            time=now.isoformat(),
            kind=type(event).__name__,
            body=canonical(event).decode(),
        )
    )


def kept(connection: sql.Connection, plan_digest: str, path: Path) -> tuple[Event, ...]:
    """Those that no run has taken over, in the order in which they were said.

    Raises Refused for a word of another version of the tool, Unreadable for one that is damaged.
    """
    mine = (words.c.plan_digest == plan_digest) & words.c.run.is_(None)
    rows = connection.execute(sql.select(words).where(mine).order_by(words.c.word)).mappings().all()
    return tuple(_event(dict(row), path) for row in rows)


def taken(connection: sql.Connection, plan_digest: str, run: str) -> None:
    mine = (words.c.plan_digest == plan_digest) & words.c.run.is_(None)
    connection.execute(sql.update(words).where(mine).values(run=run))


def _event(row: dict[str, object], path: Path) -> Event:
    of_this_version({**row, "seq": f"(word {row['word']})"}, path)
    try:
        return msgspec.json.decode(str(row["body"]), type=Event)  # type: ignore[no-any-return]  # a union of structs
    except msgspec.MsgspecError as error:
        where = f"{path}, word {row['word']}"
        raise Unreadable("a word that was kept for a plan is damaged", where=where, evidence=str(error)) from error
