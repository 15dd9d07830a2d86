"""Worksheets as one .xlsx file, a sheet each. Every text is written as a text: nothing in it is a formula, a link or a number."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet as Sheet

from dcos_upgrade.render.document.cells import stamp
from dcos_upgrade.render.document.text import shown
from dcos_upgrade.worksheets import Book
from dcos_upgrade.worksheets.figure import Figure, Origin
from dcos_upgrade.worksheets.worksheet import Filled, Table

LONGEST = 32_767
"""Characters that a cell takes."""
MOST_ROWS = 1_048_000
"""A sheet takes 1,048,576 rows; the rest is for headings and notes."""
NAME, WIDEST, NARROWEST = 31, 60, 10
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Styles:
    title: Format
    head: Format
    plain: Format
    unknown: Format
    total: Format


def spreadsheet(book: Book, tool_version: str) -> bytes:
    """The whole file. Its own date is that of the capture, so that the same values give the same bytes."""
    held = io.BytesIO()
    workbook = xlsxwriter.Workbook(held, OPTIONS)
    workbook.set_properties(
        {
            "title": text_of(f"Worksheets of {book.cluster}")[:255],
            "created": book.taken,
            "comments": f"dcos-upgrade {tool_version}",
        }
    )
    styles = _styles(workbook)
    for sheet in book.sheets:
        _sheet(workbook.add_worksheet(_name(sheet.worksheet.title)), book, sheet, styles)
    _sources(workbook.add_worksheet("Sources"), book, styles)
    workbook.close()
    return held.getvalue()


def _styles(workbook: xlsxwriter.Workbook) -> _Styles:
    common = {"text_wrap": True, "valign": "top"}
    return _Styles(
        title=workbook.add_format({"bold": True, "font_size": 14}),
        head=workbook.add_format({**common, "bold": True, "bg_color": "#E3ECF7", "bottom": 1}),
        plain=workbook.add_format(common),
        unknown=workbook.add_format({**common, "italic": True, "font_color": "#7D5300"}),
        total=workbook.add_format({**common, "bold": True, "top": 1}),
    )


def _name(title: str) -> str:
    """Names of sheets are short and may not hold everything."""
    return _NOT_IN_A_NAME.sub(" ", title)[:NAME].strip(" '")


def _sheet(sheet: Sheet, book: Book, filled: Filled, styles: _Styles) -> None:
    own = filled.worksheet
    _put(sheet, 0, 0, own.title, styles.title)
    _put(sheet, 1, 0, f"{book.cluster}, captured {stamp(book.taken)}. Source: {own.source}.", None)
    row = 3
    for table in filled.tables:
        row = _table(sheet, book, table, styles, row) + 2
    for note in filled.notes:
        _put(sheet, row, 0, note, None)
        row += 1
    _widths(sheet, filled.tables)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _table(sheet: Sheet, book: Book, table: Table, styles: _Styles, top: int) -> int:
    """Answers the row after its last one."""
    _put(sheet, top, 0, table.title, styles.title)
    row = top + 1
    for column, name in enumerate((*table.columns, "From")):
        _put(sheet, row, column, name, styles.head)
    if not table.rows:
        row += 1
        _put(sheet, row, 0, f"unknown, because {table.unknown}" if table.unknown else table.empty, styles.unknown)
    for figures, style in _rows(table, styles):
        row += 1
        for column, figure in enumerate(figures):
            _figure(sheet, row, column, figure, styles.unknown if figure.value is None else style)
        _put(sheet, row, len(figures), " ".join(f"S{number}" for number in book.behind(figures)), style)
    if len(table.rows) > MOST_ROWS:
        row += 1
        _put(sheet, row, 0, f"{len(table.rows) - MOST_ROWS} more rows are in the CSV and JSON forms", styles.unknown)
    return row + 1


def _rows(table: Table, styles: _Styles) -> Iterator[tuple[tuple[Figure, ...], Format]]:
    for row in table.rows[:MOST_ROWS]:
        yield row, styles.plain
    if table.total:
        yield table.total, styles.total


def _figure(sheet: Sheet, row: int, column: int, figure: Figure, style: Format) -> None:
    if figure.number is not None:
        sheet.write_number(row, column, figure.number, style)
    else:
        _put(sheet, row, column, f"unknown: {figure.unknown}" if figure.value is None else figure.text, style)


def _put(sheet: Sheet, row: int, column: int, text: str, style: Format | None) -> None:
    sheet.write_string(row, column, text_of(text), style)


def text_of(text: str) -> str:
    """As much as a cell takes, and how much is missing."""
    clean = shown(text)
    if len(clean.encode("utf-16-le")) // 2 <= LONGEST:
        return clean
    kept = clean[: LONGEST // 2 - 40]
    return f"{kept}… ({len(clean) - len(kept)} more characters; a cell takes {LONGEST})"


def _widths(sheet: Sheet, tables: Iterable[Table]) -> None:
    """By the longest text of each column, within bounds."""
    widths: dict[int, int] = {}
    for table in tables:
        for row in (tuple(table.columns), *(tuple(figure.text for figure in figures) for figures in table.rows[:1000])):
            for column, text in enumerate(row):
                widths[column] = max(widths.get(column, NARROWEST), min(WIDEST, len(text) + 2))
    for column, width in widths.items():
        sheet.set_column(column, column, width)


def _sources(sheet: Sheet, book: Book, styles: _Styles) -> None:
    for column, name in enumerate(("Source", "Fact", "Of", "Asked", "Evidence")):
        _put(sheet, 0, column, name, styles.head)
    for row, origin in enumerate(book.origins[:MOST_ROWS], start=1):
        for column, text in enumerate(_source(row, origin)):
            _put(sheet, row, column, text, styles.plain)
    for column, width in enumerate((9, 26, 34, 22, 68)):
        sheet.set_column(column, column, width)


def _source(number: int, origin: Origin) -> tuple[str, ...]:
    asked = stamp(origin.time) if origin.time else "not asked"
    return f"S{number}", origin.fact, origin.subject, asked, origin.evidence or "none"
