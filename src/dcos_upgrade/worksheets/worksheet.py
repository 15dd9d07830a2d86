"""What a worksheet is: a title, a source, and a pure function from what is given to tables of figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dcos_upgrade.worksheets.figure import Figure
from dcos_upgrade.worksheets.given import Given

Row = tuple[Figure, ...]
NAMED = 3
"""Rows that a note names."""
REASONS = 12
"""Reasons that are told for one column; they may hold the name of a node each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``total`` is a last row of sums. ``empty`` is what having no rows means; ``unknown`` why nobody can say which rows there are."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str = "none"
    total: Row = ()
    unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worksheet:
    """One worksheet, in its own file as ``WORKSHEET``; ``order`` says where it stands. ``fill`` yields tables and notes (texts)."""

    id: str
    title: str
    source: str
    about: str
    order: int
    fill: Callable[[Given], Iterator[Table | str]] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A worksheet of one cluster. ``notes`` say what is unknown, and why, and what else should be known before it is used."""

    worksheet: Worksheet
    tables: tuple[Table, ...]
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        return sum(len(table.rows) for table in self.tables)

    @property
    def unknown(self) -> int:
        """Figures that are not known; a table of which nobody knows the rows counts as one."""
        figures = (figure for table in self.tables for row in (*table.rows, table.total) for figure in row)
        return sum(1 for figure in figures if figure.value is None) + sum(1 for each in self.tables if each.unknown)


def fill(worksheet: Worksheet, given: Given) -> Filled:
    parts = tuple(worksheet.fill(given))
    tables = tuple(part for part in parts if isinstance(part, Table))
    told = (part for part in parts if isinstance(part, str))
    reasons = (note for table in tables for note in _unknowns(table))
    return Filled(worksheet=worksheet, tables=tables, notes=tuple(dict.fromkeys((*told, *reasons))))


def _unknowns(table: Table) -> Iterator[str]:
    """Each reason once, with its column and the rows: a few by name, more by their number."""
    if table.unknown:
        yield f"{table.title}: unknown, because {table.unknown}."
    found: dict[str, dict[str, list[str]]] = {}
    for row in (*table.rows, *((table.total,) if table.total else ())):
        for column, figure in zip(table.columns, row, strict=True):
            if figure.value is None:
                why = figure.unknown.removeprefix(f"{row[0].text}: ")
                found.setdefault(column, {}).setdefault(why, []).append(row[0].text)
    for column, reasons in found.items():
        for why, rows in list(reasons.items())[:REASONS]:
            where = f"in {len(rows)} rows" if len(rows) > NAMED else f"for {', '.join(rows)}"
            yield f"{table.title}, column {column}: unknown {where}, because {why}."
        if len(reasons) > REASONS:
            yield f"{table.title}, column {column}: unknown for {len(reasons) - REASONS} other reasons, which stand in the cells."
