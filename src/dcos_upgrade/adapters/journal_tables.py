"""The journal's tables. Nothing here that PostgreSQL could not do as well."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection as SqliteConnection

import sqlalchemy as sql
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, Text

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("run", String(64), primary_key=True),
    Column("cluster", String(200), nullable=False),
    Column("plan_digest", String(64), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("plan_json", Text, nullable=False),
    Column("created", String(40), nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("run", String(64), ForeignKey("runs.run"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Integer, nullable=False),
    Column("time", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

nodes = Table(
    "nodes",
    metadata,
    Column("run", String(64), ForeignKey("runs.run"), primary_key=True),
    Column("hop", Integer, primary_key=True, autoincrement=False),
    Column("node", String(200), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
)
"""Where each node's step is: the fold of the entries, kept beside them in the same transaction."""

words = Table(
    "words",
    metadata,
    Column("word", Integer, primary_key=True),
    Column("cluster", String(200), nullable=False),
    Column("plan_digest", String(64), nullable=False),
    Column("time", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("run", String(64), ForeignKey("runs.run"), nullable=True),
)
"""What people said for a plan before its run was there; ``run`` is the one that took it over."""

WRITING = {"writing": True}
"""Execution option of a transaction that will write: SQLite must take its lock before the first read."""


def sqlite_engine(path: Path) -> sql.Engine:
    """SQLite in WAL mode; a commit is on the disk when it returns."""
    engine = sql.create_engine(sql.URL.create("sqlite", database=str(path)), connect_args={"timeout": 10})
    sql.event.listen(engine, "connect", _prepare)
    sql.event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: SqliteConnection, _: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions on its own; _begin does
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sql.Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
