"""Worksheets as CSV (RFC 4180): one file for each table, every text quoted, nothing that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dcos_upgrade.render.document.cells import stamp
from dcos_upgrade.render.document.text import shown
from dcos_upgrade.worksheets import Book
from dcos_upgrade.worksheets.figure import Figure
from dcos_upgrade.worksheets.worksheet import Filled, Table

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
"""With what a text begins that a spreadsheet may carry out; the wide forms are taken for the narrow ones in some languages."""
AS_TEXT = "'"

Cells = Sequence[str | int]


def csv_files(book: Book) -> Mapping[str, bytes]:
    """``node-rack-private.csv`` and so on; ``notes.csv`` says what is unknown, ``sources.csv`` where the figures come from."""
    found = {
        _name(sheet, table): _file((*table.columns, "From"), _rows(book, table))
        for sheet in book.sheets
        for table in sheet.tables
    }
    found["notes.csv"] = _file(("Worksheet", "Note"), _notes(book))
    found["sources.csv"] = _file(("Source", "Fact", "Of", "Asked", "Evidence"), _sources(book))
    return found


def _name(sheet: Filled, table: Table) -> str:
    own = sheet.worksheet.id
    return f"{own}.csv" if table.id == own else f"{own}-{table.id}.csv"


def _rows(book: Book, table: Table) -> Iterator[Cells]:
    if table.unknown and not table.rows:
        yield (f"unknown, because {table.unknown}", *[""] * len(table.columns))
    for row in (*table.rows, *((table.total,) if table.total else ())):
        yield (*(_cell(figure) for figure in row), " ".join(f"S{number}" for number in book.behind(row)))


def _cell(figure: Figure) -> str | int:
    """The reason stands in the cell itself: a file of CSV has no other place near it."""
    if figure.value is None:
        return f"unknown: {figure.unknown}"
    return figure.value


def _notes(book: Book) -> Iterator[Cells]:
    for sheet in book.sheets:
        for note in sheet.notes:
            yield sheet.worksheet.title, note


def _sources(book: Book) -> Iterator[Cells]:
    for origin, number in book.numbers.items():
        asked = stamp(origin.time) if origin.time else "not asked"
        yield f"S{number}", origin.fact, origin.subject, asked, origin.evidence or "none"


def _file(head: Cells, rows: Iterable[Cells]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for row in (head, *rows):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode()


def harmless(text: str) -> str:
    """The text with an apostrophe before it where it would be a formula, as a spreadsheet itself marks a text."""
    clean = shown(text)
    return f"{AS_TEXT}{clean}" if clean.lstrip(" \u00a0").startswith(FORMULA) else clean
